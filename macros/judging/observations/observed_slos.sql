{#
    Objectives of the setting `slos`, by the first look of a day: bad once half of the budget of bad
    events is used, and worse when all of it is. Too few events say nothing.
#}
{% macro observed_slos() -%}
with {{ nightledger.slo_budgets() }},

judged as (
    select
        *,
        state in ('burning', 'exhausted') as is_bad,
    from budgets
    where state != 'too few to say'
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'slo'", "environment, '\\n', name", "format_date('%F', date(look_clock))"),
        'environment': 'environment',
        'kind': "'slo'",
        'subject_id': 'name',
        'subject': "concat('objective ', name)",
        'outcome': "if(is_bad, 'bad', 'good')",
        'observed_at': 'look_clock',
        'known_at': 'look_clock',
        'severity': "case state when 'exhausted' then 'error' when 'burning' then 'warn' end",
        'asset_name': "if(regexp_contains(subject, r'\\*'), null, subject)",
        'check_name': 'sli',
        'run_id': "concat('slo ', name)",
        'owner': 'owner',
        'error_class': "if(is_bad, 'data_quality', null)",
        'message': "if(is_bad, concat(cast(bad_count as string), ' of ', "
        ~ "cast(total_count as string), ' bad in ', cast(window_days as string), ' days, ', "
        ~ "format('%.1f', budget_count), ' allowed: ', "
        ~ "format('%.2f', 100 * good_count / total_count), ' % good, objective ', "
        ~ "format('%.2f', objective_pct), ' %'), null)",
        'failure_count': 'if(is_bad, bad_count, null)',
        'details': nightledger.details(['state', 'sli', 'window_days']),
    }) }}
from judged
{%- endmacro %}
