{#
    Whether a result is a row of `dbt_node_results`.

    Left out: hooks that went well, the package's own models and hooks unless they failed, and
    ephemeral models, which never run; dbt v2 lists them as skipped.
#}
{% macro is_node_fact(result) %}
    {% set node = result.node %}
    {% set status = result.status ~ '' %}
    {% set is_ours = node.package_name == 'nightledger' %}
    {{ return(
        node.resource_type ~ '' in ['model', 'seed', 'snapshot', 'operation']
        and node.config.materialized ~ '' != 'ephemeral'
        and not (node.resource_type ~ '' == 'operation' and status == 'success')
        and not (is_ours and status in ['success', 'skipped'])
    ) }}
{% endmacro %}
