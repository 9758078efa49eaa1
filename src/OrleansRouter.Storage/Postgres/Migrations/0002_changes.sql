-- Which states and policies changed, one row each, with the sequence of the last change. A table that gateways keep copies of has such
-- triggers. Whoever listens hears of a change when it is committed.
CREATE TABLE changes (
  sequence bigint PRIMARY KEY DEFAULT nextval('log_sequence'),
  kind     text COLLATE "C" NOT NULL,
  key      text COLLATE "C" NOT NULL,
  UNIQUE (kind, key)
);

CREATE FUNCTION note_change(changed_kind text, changed_key text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (kind, key) VALUES (changed_kind, changed_key)
    ON CONFLICT (kind, key) DO UPDATE SET sequence = nextval('log_sequence');
  NOTIFY orleans_router_changes;
END
$$;

CREATE FUNCTION note_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM note_change(OLD.kind, OLD.key);
  ELSE
    PERFORM note_change(NEW.kind, NEW.key);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION note_policy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM note_change('policy-file', OLD.policy_id);
  ELSE
    PERFORM note_change('policy-file', NEW.policy_id);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER states_changed AFTER INSERT OR UPDATE OR DELETE ON states FOR EACH ROW EXECUTE FUNCTION note_state();
CREATE TRIGGER policies_changed AFTER INSERT OR DELETE ON policies FOR EACH ROW EXECUTE FUNCTION note_policy();
