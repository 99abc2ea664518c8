{# Every setting and its default. The one place: the docs page and Python's contract are made from it. #}
{% macro defaults() %}
    {{ return({
        'capture': true,
        'capture_targets': [],
        'capture_compiled_sql': false,
        'on_capture_error': 'warn',
        'environment': none,
        'run_url_template': none,
        'artifacts_url_template': none,
        'text_limit': 8000,
        'statement_bytes': 900000,
        'samples': true,
        'sample_tests': 50,
        'sample_rows': 5,
        'sample_bytes': 8000,
        'sample_budget_bytes': 10737418240,
        'history_days': 30,
        'strip_days': 9,
        'vanished_after_minutes': 15,
        'vanished_after_ratio': 3,
        'vanished_without_history_minutes': 120,
        'flapping_changes': 3,
        'slow_ratio': 2,
        'usual_runs': 14,
    }) }}
{% endmacro %}
