{# Body of the procedure `look()`: a look at the facts of every family. #}
{% macro look_at_everything() -%}
begin
call {{ nightledger.relation('look_at') }}('{{ nightledger.families().keys() | join(',') }}');
end
{%- endmacro %}
