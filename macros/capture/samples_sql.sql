{#
    A script that takes the offending rows of the chosen tests and appends them, with what is not
    shown masked: no value leaves BigQuery, and none reaches dbt.

    Each test has a block of its own: what goes wrong in one costs no other its rows. Of an error only
    its class is kept, for its text may quote a value. What tests of the same columns show of a row is
    one function of theirs. afterwards: a statement for when all is written, none for nothing. The
    script itself does not fail.
#}
{% macro samples_sql(chosen, afterwards=none) -%}
{%- set shapes = {} -%}
{%- for test in chosen %}
{%- do shapes.setdefault(test.columns | tojson, shapes | length) %}
{%- endfor -%}
declare test, answers string;
declare found string default '';
{% for shape, number in shapes.items() -%}
{{ nightledger._shown_rows_sql(number, fromjson(shape)) }};
{% endfor -%}
{% for test in chosen -%}
{{ nightledger._take_sample_sql(test, shapes[test.columns | tojson]) }};
{% endfor -%}
begin
set found = concat('[', substr(found, 2), ']');
{{ nightledger._append_samples_sql(chosen) }};
{{ afterwards ~ ';' if afterwards else '' }}
exception when error then
select 'failed' as outcome;
end
{%- endmacro %}


{# The function `shown_<number>`: of a JSON list of rows, as much as may be stored, as a list again. #}
{% macro _shown_rows_sql(number, columns) -%}
create temp function shown_{{ number }}(some_rows string) returns string as ((
    select concat('[', coalesce(string_agg(shown, ',' order by place), ''), ']')
    from (
        select
            position as place,
            concat('{', array_to_string([
            {%- for name, is_shown in columns.items() %}
                {{ nightledger._shown_pair_sql(name, is_shown) }}{{ ',' if not loop.last }}
            {%- endfor %}
            ], ','), '}') as shown,
        from unnest(json_query_array(some_rows)) as answer with offset as position
        where true
        qualify sum(char_length(answer)) over (order by position) <= {{ nightledger.setting('sample_bytes') }}
    )
))
{%- endmacro %}


{# Adds the fact of one test to the variable `found`, as `,` and a JSON list. #}
{% macro _take_sample_sql(test, shape) -%}
{%- set fact = [test.occurred_at, test.unique_id] | tojson -%}
set test = {{ nightledger.string_literal(',' ~ fact[:-1]) }};
begin
set answers = (select string_agg(answer, ',') from (select to_json_string(offending) as answer from (
{{ test.sql }}
) as offending limit {{ nightledger.setting('sample_rows') }}));
set found = concat(found, test, ',"taken",', shown_{{ shape }}(concat('[', answers, ']')), ']');
exception when error then
set found = concat(found, test, ',', to_json_string(concat('failed: ', @@error.message)), ',null]');
end
{%- endmacro %}


{# One name and value of a row `answer`, as JSON; null when the row has no such name. A null is shown. #}
{% macro _shown_pair_sql(name, is_shown) -%}
{%- set value = "json_query(answer, '$." ~ name ~ "')" -%}
if(strpos(answer, '"{{ name }}":') > 0, concat('"{{ name }}":', {{
    "coalesce(" ~ value ~ ", 'null')" if is_shown else "if(" ~ value ~ " is null, 'null', '\"***\"')"
}}), null)
{%- endmacro %}


{# The insert of what was found. #}
{% macro _append_samples_sql(chosen) -%}
{%- set times = chosen | map(attribute='occurred_at') | sort -%}
{%- set names = ['occurred_at', 'unique_id', 'sample_status', 'sample'] -%}
{%- set node = nightledger.contract_node('dbt_test_samples') -%}
{{ nightledger.append_sql(
    node, names, 'found', nightledger.shared_of(node, names), times | first, times | last,
    {
        'sample': "parse_json(nullif(regexp_replace(json_query(fact, '$[3]'), r'"
        ~ nightledger.redaction_patterns()['values'][1] | replace('(?<![A-Za-z0-9])', '')
        ~ "', '[redacted]'), 'null'), wide_number_mode=>'round')",
        'sample_status': "if(starts_with(json_value(fact, '$[2]'), 'failed: '), concat('failed: ', "
        ~ nightledger.error_class("substr(json_value(fact, '$[2]'), 9)") ~ "), json_value(fact, '$[2]'))",
    }
) }}
{%- endmacro %}
