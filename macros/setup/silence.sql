{#
    Keep alerts quiet for a while:
    `dbt run-operation nightledger.silence --args '{asset: fct_*, hours: 4, comment: backfill}'`.
#}
{% macro silence(
    severity=none, kind=none, asset=none, subject=none, owner=none, tag=none, environment=none,
    hours=none, until=none, from=none, comment=none, by=none, force=false
) %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% do nightledger.require_bigquery() %}
    {% set mistakes = [] %}
    {% set matchers = nightledger.silence_matchers({
        'matched_environment': environment, 'severity': severity, 'kind': kind, 'asset': asset,
        'subject': subject, 'owner': owner, 'tag': tag,
    }, force, mistakes) %}
    {% set now = nightledger.bigquery_clock() %}
    {% set times = nightledger.silence_times(from, until, hours, force, mistakes, now) %}
    {% set made_by = nightledger.who_asks(by) %}
    {% set why = (comment ~ '') | trim if comment is not none else '' %}
    {% if not why %}{% do mistakes.append('comment: say why, for whoever wonders at the silence') %}{% endif %}
    {% if not made_by %}{% do mistakes.append('by: say who makes it') %}{% endif %}
    {% if not mistakes %}{% do nightledger.silence_effect(matchers, times, force, mistakes) %}{% endif %}
    {% do nightledger.raise_mistakes('silence', mistakes) %}
    {% set silence_id = 's' ~ local_md5(invocation_id)[:10] %}
    {% set row = {
        'occurred_at': now,
        'environment': nightledger.environment_name(),
        'silence_id': silence_id,
        'event': 'created',
        'starts_at': times.starts_at | string,
        'ends_at': times.ends_at | string,
        'created_by': nightledger.redact_text(made_by),
        'comment': nightledger.plain_text(nightledger.redact_text(why)),
    } %}
    {% do row.update(matchers) %}
    {% do nightledger.append_entry('alert_silences', row) %}
    {% do nightledger.print_silence(row, matchers, times) %}
{% endmacro %}
