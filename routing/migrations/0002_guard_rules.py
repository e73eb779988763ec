"""The database itself refuses to change what was activated: such a set says why questions went where they went."""

from django.db import migrations

POSTGRESQL = """
CREATE OR REPLACE FUNCTION routing_set_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'active' THEN
            RAISE EXCEPTION 'a set that was activated is kept' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state = 'active' AND NEW.state = 'active'
        AND (OLD.number, OLD.name, OLD.valid_from) IS DISTINCT FROM (NEW.number, NEW.name, NEW.valid_from) THEN
        RAISE EXCEPTION 'a set that was activated is kept' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS routing_set_kept ON routing_ruleset;
CREATE TRIGGER routing_set_kept BEFORE UPDATE OR DELETE ON routing_ruleset
    FOR EACH ROW EXECUTE FUNCTION routing_set_is_kept();
CREATE OR REPLACE FUNCTION routing_rule_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM routing_ruleset WHERE id = OLD.rule_set_id AND state = 'active') THEN
        RAISE EXCEPTION 'a rule that was activated is kept' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
DROP TRIGGER IF EXISTS routing_rule_kept ON routing_routingrule;
CREATE TRIGGER routing_rule_kept BEFORE UPDATE OR DELETE ON routing_routingrule
    FOR EACH ROW EXECUTE FUNCTION routing_rule_is_kept();
"""
# Here a trigger can't look into another table: making that one anew, as a migration does, would be refused.
SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS routing_set_kept BEFORE UPDATE ON routing_ruleset
        WHEN OLD.state = 'active' AND NEW.state = 'active'
            AND (OLD.number != NEW.number OR OLD.name != NEW.name OR OLD.valid_from != NEW.valid_from)
        BEGIN SELECT RAISE(ABORT, 'a set that was activated is kept'); END""",
    """CREATE TRIGGER IF NOT EXISTS routing_set_kept_whole BEFORE DELETE ON routing_ruleset WHEN OLD.state = 'active'
        BEGIN SELECT RAISE(ABORT, 'a set that was activated is kept'); END""",
)


def guard(apps, schema_editor):
    for statement in (POSTGRESQL,) if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS routing_rule_kept ON routing_routingrule")
        schema_editor.execute("DROP TRIGGER IF EXISTS routing_set_kept ON routing_ruleset")
    else:
        for name in ("routing_set_kept", "routing_set_kept_whole"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("routing", "0001_phases_and_rules")]

    operations = [migrations.RunPython(guard, unguard)]
