{# One row per objective of the setting `slos`: how much of its budget of bad events is used. #}
{% macro vw_slos() -%}
with {{ nightledger.slo_budgets() }}

select
    name,
    state,
    objective_pct,
    round(100 * good_count / nullif(total_count, 0), 2) as attainment_pct,
    good_count,
    total_count,
    round(budget_count, 2) as budget_count,
    round(100 * (1 - bad_count / nullif(budget_count, 0)), 1) as budget_left_pct,
    window_days,
    sli,
    subject,
    owner,
    environment,
from budgets
{%- endmacro %}
