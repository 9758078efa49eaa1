-- Which states and policies changed, one row each, with the sequence of the last change. A table that gateways keep copies of has such triggers.
CREATE TABLE changes (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  kind     TEXT NOT NULL,
  key      TEXT NOT NULL,
  UNIQUE (kind, key)
);

CREATE TRIGGER states_inserted AFTER INSERT ON states BEGIN
  DELETE FROM changes WHERE kind = new.kind AND key = new.key;
  INSERT INTO changes (kind, key) VALUES (new.kind, new.key);
END;

CREATE TRIGGER states_updated AFTER UPDATE ON states BEGIN
  DELETE FROM changes WHERE kind = new.kind AND key = new.key;
  INSERT INTO changes (kind, key) VALUES (new.kind, new.key);
END;

CREATE TRIGGER states_deleted AFTER DELETE ON states BEGIN
  DELETE FROM changes WHERE kind = old.kind AND key = old.key;
  INSERT INTO changes (kind, key) VALUES (old.kind, old.key);
END;

CREATE TRIGGER policies_inserted AFTER INSERT ON policies BEGIN
  DELETE FROM changes WHERE kind = 'policy-file' AND key = new.policy_id;
  INSERT INTO changes (kind, key) VALUES ('policy-file', new.policy_id);
END;

CREATE TRIGGER policies_deleted AFTER DELETE ON policies BEGIN
  DELETE FROM changes WHERE kind = 'policy-file' AND key = old.policy_id;
  INSERT INTO changes (kind, key) VALUES ('policy-file', old.policy_id);
END;
