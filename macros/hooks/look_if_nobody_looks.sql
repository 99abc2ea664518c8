{#
    The statement that judges what was just written when no look has begun for `look_after_minutes`:
    then there is no router yet, or it is down. What goes wrong in it stops nothing. None when the
    setting is 0.
#}
{% macro look_if_nobody_looks() %}
    {% set minutes = nightledger.setting('look_after_minutes') %}
    {% if not minutes %}{{ return(none) }}{% endif %}
    {{ return(
        'begin\nif not exists (\n    select 1 from ' ~ nightledger.relation('looks')
        ~ ' where recorded_at > timestamp_sub(current_timestamp(), interval ' ~ minutes ~ ' minute)\n) then'
        ~ '\n    call ' ~ nightledger.relation('look') ~ '();\nend if;'
        ~ '\nexception when error then\nselect @@error.message;\nend'
    ) }}
{% endmacro %}
