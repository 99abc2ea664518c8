{% macro write_note(relation) %}
    {% set sql %}
        begin
            insert into {{ relation }} (row_id) values ('{{ invocation_id }}');
            select 'ok' as outcome, '' as message;
        exception when error then
            select 'failed' as outcome, @@error.message as message;
        end
    {% endset %}
    {% set row = run_query(sql).rows[0] %}
    {{ return(row['outcome'] ~ ' ' ~ row['message']) }}
{% endmacro %}
