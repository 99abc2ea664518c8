{#
    The order of what is known of one subject. At equal times good comes before bad, so that a good
    fact ends only what was bad strictly before it.
#}
{% macro in_order() -%}
    partition by fingerprint order by observed_at, if(outcome = 'good', 0, 1), event_id
{%- endmacro %}
