{# The SQL of what `setup` makes beside the tables, by name: procedures, then views. #}
{% macro definitions() %}
    {{ return({
        'look_at': {'kind': 'procedure', 'sql': nightledger.look_at(), 'arguments': 'wanted string'},
        'vw_open_problems': {'kind': 'view', 'sql': nightledger.vw_open_problems()},
        'vw_recent_failures': {'kind': 'view', 'sql': nightledger.vw_recent_failures()},
        'vw_problem_history': {'kind': 'view', 'sql': nightledger.vw_problem_history()},
        'vw_changes': {'kind': 'view', 'sql': nightledger.vw_changes()},
        'vw_blast_radius': {'kind': 'view', 'sql': nightledger.vw_blast_radius()},
        'vw_check_trend': {'kind': 'view', 'sql': nightledger.vw_check_trend()},
        'vw_run_summary': {'kind': 'view', 'sql': nightledger.vw_run_summary()},
        'vw_quality_report': {'kind': 'view', 'sql': nightledger.vw_quality_report()},
        'vw_vanished_runs': {'kind': 'view', 'sql': nightledger.vw_vanished_runs()},
    }) }}
{% endmacro %}
