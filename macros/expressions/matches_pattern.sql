{# Whether a text matches a pattern in which `*` stands for anything; a null pattern matches all. #}
{% macro matches_pattern(text, pattern) -%}
    (
        {{ pattern }} is null
        or regexp_contains(
            coalesce({{ text }}, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace({{ pattern }}, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    )
{%- endmacro %}
