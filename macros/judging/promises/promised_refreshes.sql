{#
    A successful build of an asset promises the next one, if `meta.alerts` says how old the asset may
    become (`max_age_hours`) or when it has to be fresh (`fresh_by`). With both the earlier counts.
#}
{% macro promised_refreshes() -%}
{%- set longest_hours = 24 * nightledger.setting('history_days') - 1 -%}
{%- set clock = "r'^([0-9]{1,2}:[0-9]{2})(?: .*)?$'" -%}
with node_results as (
    {{ nightledger.new_facts('dbt_node_results') }}
),

refreshes as (
    select
        *,
        {{ nightledger.happened_by() }} as refreshed_at,
        {{ nightledger.dbt_asset_name('unique_id', 'name') }} as asset_words,
        {{ nightledger.alert_rule_number('max_age_hours', 'null', 1, longest_hours) }}
            as max_age_hours,
        regexp_extract({{ nightledger.alert_rule('fresh_by') }}, {{ clock }}) as fresh_by,
        coalesce(
            regexp_extract({{ nightledger.alert_rule('fresh_by') }}, r'^[0-9:]+ +(.*[^ ])'), 'UTC'
        ) as time_zone,
    from node_results
    where
        status = 'success'
        and resource_type in ('model', 'seed', 'snapshot')
        and shifted_days is null
),

-- twelve hours before the time of day it is too old to count for it
timed as (
    select
        *,
        timestamp_add(refreshed_at, interval max_age_hours hour) as too_old_at,
        {{ nightledger.next_deadline(
            'timestamp_add(refreshed_at, interval 12 hour)', 'fresh_by', 'time_zone'
        ) }} as not_fresh_at,
    from refreshes
),

ruled as (
    select
        *,
        least(coalesce(too_old_at, not_fresh_at), coalesce(not_fresh_at, too_old_at)) as due_at,
    from timed
)

select
    {{- nightledger.promise(
        {
            'environment': 'environment',
            'kind': "'stale asset'",
            'subject_id': nightledger.dbt_subject_id('relation_name'),
            'due_at': 'due_at',
        },
        {
            'subject': "concat('age of ', asset_words)",
            'severity': "case
                when json_value(alerts.severity) in ('critical', 'error', 'warn')
                    then json_value(alerts.severity)
                when is_critical then 'critical'
                else 'error'
            end",
            'asset_id': 'unique_id',
            'asset_name': 'asset_words',
            'check_name': "'fresh'",
            'run_id': 'invocation_id',
            'is_critical': 'is_critical',
            'owner': 'owner',
            'tags': 'tags',
            'runbook_url': 'runbook_url',
            'error_class': "'data_quality'",
            'message': "concat(
                'last built at ', " ~ nightledger.minute_text('refreshed_at') ~ ", ' UTC; ',
                if(
                    coalesce(too_old_at = due_at, false),
                    concat('meta.alerts allows ', cast(max_age_hours as string), ' hours'),
                    concat('meta.alerts wants it fresh by ', fresh_by, ' ', time_zone)
                )
            )",
            'alerts': 'alerts',
            'depends_on': 'depends_on',
            'details': 'struct(' ~ nightledger.json_time('refreshed_at') ~ ' as refreshed_at, '
            ~ 'max_age_hours, fresh_by, time_zone)',
        }
    ) }}
from ruled
{%- endmacro %}
