{#
    Have BigQuery keep the rows of each table as long as the project asks for, and put that on record.

    A retention that would remove rows at once is set only with confirm_removal; what would go is
    printed. A longer one, and a hold, are set at once.
#}
{% macro set_retention(existing, confirm_removal) %}
    {% set plan = nightledger.retention_plan(existing) %}
    {% if not plan %}{{ return('') }}{% endif %}
    {% set removals = nightledger.retention_removals(plan, existing) %}
    {% set refused = [] %}
    {% set statements = [] %}
    {% set facts = {} %}
    {% for entry in plan %}
        {% set gone = removals.get(entry.table) %}
        {% set words = entry.days ~ ' days' if entry.days else 'for ever' ~ (' (held: ' ~ entry.reason ~ ')' if entry.reason else '') %}
        {% if gone and not confirm_removal %}
            {% do refused.append('  ' ~ entry.table ~ ': ' ~ gone.row_count ~ ' rows since ' ~ gone.first_day) %}
        {% else %}
            {% do statements.append(nightledger.retention_sql(entry)) %}
            {% do nightledger.add_fact(facts, 'ledger_migrations', nightledger.retention_row(entry, words)) %}
            {% do nightledger.say('  ' ~ entry.table ~ ' is kept ' ~ words ~ ('; ' ~ gone.row_count ~ ' rows go' if gone else '')) %}
        {% endif %}
    {% endfor %}
    {% if statements %}
        {% for inserts in nightledger.pack_statements(facts) %}{% do statements.extend(inserts) %}{% endfor %}
        {% set outcome = nightledger.run_script(statements) %}
        {% if not outcome.ok %}{% do nightledger.raise_setup_failed(outcome) %}{% endif %}
    {% endif %}
    {% if refused %}
        {% do nightledger.warn(
            'retention_days would remove these rows at once, and was not set for these tables:\n'
            ~ refused | join('\n') ~ '\nIf that is meant:'
            ~ " dbt run-operation nightledger.setup --args '{confirm_removal: true}'"
        ) %}
    {% endif %}
{% endmacro %}


{# DDL that sets how long the rows of a table are kept. #}
{% macro retention_sql(entry) -%}
alter table {{ nightledger.relation(entry.table) }} set options(partition_expiration_days={{ entry.days or 'null' }})
{%- endmacro %}


{# The row of `ledger_migrations` about it. Its name is not the table's: it brings no contract. #}
{% macro retention_row(entry, words) %}
    {% set now = nightledger.utc_text(run_started_at) %}
    {{ return({
        'occurred_at': now,
        'version': nightledger.package_version(),
        'table_name': 'retention of ' ~ entry.table,
        'action': 'kept ' ~ nightledger.redact_text(words),
        'added_columns': [],
        'contract_checksum': now,
    }) }}
{% endmacro %}


{# The rows a plan of retention would remove at once, by table: {'row_count', 'first_day'}. #}
{% macro retention_removals(plan, existing) %}
    {% set selects = [] %}
    {% for entry in plan if entry.days and entry.table in existing %}
        {% do selects.append(
            "select '" ~ entry.table ~ "' as table_name, count(*) as row_count,"
            ~ ' cast(date(min(recorded_at)) as string) as first_day from ' ~ nightledger.relation(entry.table)
            ~ ' where recorded_at < timestamp_sub(timestamp_trunc(current_timestamp(), day), interval '
            ~ entry.days ~ ' day)'
        ) %}
    {% endfor %}
    {% set found = {} %}
    {% if selects %}
        {% for row in run_query(selects | join('\nunion all\n')).rows if row['row_count'] %}
            {% do found.update({row['table_name']: {'row_count': row['row_count'] | int, 'first_day': row['first_day']}}) %}
        {% endfor %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}
