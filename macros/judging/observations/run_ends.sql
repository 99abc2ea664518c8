{#
    The first row of each Dagster run that says it is over, of the rows of a CTE.

    When that was recorded, everything that happened in the run was: the audit sensor writes it last.
    Dagster does not give every canceled run an end, so `over_at` may be the time of its last change.
#}
{% macro run_ends(runs) -%}
    select
        *,
        coalesce(ended_at, updated_at) as over_at,
    from {{ runs }}
    where {{ nightledger.is_over() }}
    qualify row_number() over (partition by run_id order by recorded_at, version) = 1
{%- endmacro %}


{# Whether a row of a Dagster run says that it is over. #}
{% macro is_over() -%}
    status in ('success', 'failure', 'canceled')
{%- endmacro %}
