{#
    Whether a result is a row of `dbt_node_results`: what builds something, whatever came of it, and
    anything else that failed, also of a type this package has never heard of.

    Left out: exposures, hooks that went well, the package's own models and hooks unless they failed,
    and ephemeral models, which never run; dbt v2 lists them as skipped.
#}
{% macro is_node_fact(result) %}
    {% set node = result.node %}
    {% set type = node.resource_type ~ '' %}
    {% set is_fine = (result.status ~ '') | lower in ['success', 'pass', 'skipped', 'no-op', 'reused'] %}
    {% set is_built = type in ['model', 'seed', 'snapshot', 'function'] and node.package_name != 'nightledger' %}
    {{ return(
        (not is_fine or is_built or (type == 'operation' and result.status ~ '' == 'skipped'))
        and type != 'exposure'
        and node.config.materialized ~ '' != 'ephemeral'
    ) }}
{% endmacro %}
