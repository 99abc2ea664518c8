{# What the row of a test says about the asset it tests; all none without one. A source is `source.table`. #}
{% macro asset_facts(asset) %}
    {% if not asset %}
        {{ return({
            'unique_id': none, 'name': none, 'relation_name': none, 'is_critical': false,
            'tags': [], 'owner': none, 'runbook_url': none, 'alerts': none,
        }) }}
    {% endif %}
    {% set meta = asset.config.meta or {} %}
    {% set owner = meta.get('owner') %}
    {% set runbook = meta.get('runbook_url') %}
    {{ return({
        'unique_id': asset.unique_id,
        'name': asset.source_name ~ '.' ~ asset.name if asset.resource_type ~ '' == 'source' else asset.name,
        'relation_name': asset.relation_name or none,
        'is_critical': 'critical' in (asset.config.tags or []),
        'tags': asset.config.tags or [],
        'owner': owner if owner is string and owner else nightledger.owner_of(asset),
        'runbook_url': runbook ~ '' if runbook else none,
        'alerts': nightledger.alert_rules(meta.get('alerts')) if meta.get('alerts') else none,
    }) }}
{% endmacro %}
