{# Stop with everything that is wrong about a call, if anything is. #}
{% macro raise_mistakes(call, mistakes) %}
    {% if mistakes %}
        {{ exceptions.raise_compiler_error(
            'nightledger.' ~ call ~ ' recorded nothing:\n  ' ~ mistakes | join('\n  ')
        ) }}
    {% endif %}
{% endmacro %}
