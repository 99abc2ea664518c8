def test_first(scene):
    alerts = scene.alerts("teams", "slack")
    scene.notices("notice-1")
    r = scene.tick(alerts)
    print(r)
    for row in scene.rows(): print(row)
    assert scene.arrived("teams") == ["notice-1"]
    r = scene.tick(alerts); print(r)
    assert r.message_count == 0
    print(scene.rows(table='vw_alert_ledger'))
    print(scene.rows(table='vw_router_health'))
