-- The console's tables; what the triggers guard can be added to and never changed.

CREATE TABLE IF NOT EXISTS account (
    id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, language TEXT NOT NULL,
    password TEXT NOT NULL, created TEXT NOT NULL, disabled INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS session (
    id INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, next TEXT UNIQUE, account_id INTEGER NOT NULL REFERENCES account,
    csrf TEXT NOT NULL, renewed REAL NOT NULL, expires REAL NOT NULL, address TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS failed_sign_in (
    id INTEGER PRIMARY KEY, login TEXT NOT NULL, address TEXT NOT NULL, time REAL NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS failed_sign_in_time ON failed_sign_in (time);
CREATE TABLE IF NOT EXISTS attempt (
    id INTEGER PRIMARY KEY, scenario_id TEXT NOT NULL, language TEXT NOT NULL, role TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account, claimed REAL NOT NULL, state TEXT NOT NULL,
    run_id TEXT NOT NULL DEFAULT '', folder TEXT NOT NULL DEFAULT '', started TEXT NOT NULL,
    ended TEXT NOT NULL DEFAULT '', verdict TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
    systems TEXT NOT NULL, server TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS attempt_scenario ON attempt (scenario_id);
CREATE TABLE IF NOT EXISTS question (
    attempt_id INTEGER NOT NULL REFERENCES attempt, step INTEGER NOT NULL, body TEXT NOT NULL, asked TEXT NOT NULL,
    PRIMARY KEY (attempt_id, step)) STRICT;
CREATE TABLE IF NOT EXISTS draft (
    attempt_id INTEGER NOT NULL REFERENCES attempt, step INTEGER NOT NULL, account_id INTEGER NOT NULL REFERENCES account,
    version INTEGER NOT NULL, body TEXT NOT NULL, time TEXT NOT NULL, PRIMARY KEY (attempt_id, step)) STRICT;
CREATE TABLE IF NOT EXISTS reading (
    attempt_id INTEGER NOT NULL REFERENCES attempt, step INTEGER NOT NULL, account_id INTEGER NOT NULL REFERENCES account,
    body TEXT NOT NULL, time TEXT NOT NULL, PRIMARY KEY (attempt_id, step)) STRICT;
CREATE TABLE IF NOT EXISTS answer (
    attempt_id INTEGER NOT NULL REFERENCES attempt, step INTEGER NOT NULL, account_id INTEGER NOT NULL REFERENCES account,
    form TEXT NOT NULL, body TEXT NOT NULL, time TEXT NOT NULL, PRIMARY KEY (attempt_id, step)) STRICT;
CREATE TABLE IF NOT EXISTS attachment (
    id INTEGER PRIMARY KEY, attempt_id INTEGER NOT NULL REFERENCES attempt, step INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account, name TEXT NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL,
    size INTEGER NOT NULL, sha256 TEXT NOT NULL, time TEXT NOT NULL, UNIQUE (attempt_id, step, sha256)) STRICT;
CREATE TABLE IF NOT EXISTS comment (
    id INTEGER PRIMARY KEY, attempt_id INTEGER NOT NULL REFERENCES attempt, account_id INTEGER NOT NULL REFERENCES account,
    text TEXT NOT NULL, returns INTEGER NOT NULL DEFAULT 0, time TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS signature (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES account, role TEXT NOT NULL, decision TEXT NOT NULL,
    body TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE, time TEXT NOT NULL, corrects INTEGER REFERENCES signature,
    filed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS signed_attempt (
    signature_id INTEGER NOT NULL REFERENCES signature, attempt_id INTEGER NOT NULL REFERENCES attempt,
    PRIMARY KEY (signature_id, attempt_id)) STRICT;
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY, time TEXT NOT NULL, person TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL,
    detail TEXT NOT NULL, address TEXT NOT NULL, chain TEXT NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_final BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;
CREATE TRIGGER IF NOT EXISTS signature_is_kept BEFORE DELETE ON signature BEGIN SELECT RAISE(ABORT, 'a signature stands'); END;
CREATE TRIGGER IF NOT EXISTS signature_is_final BEFORE UPDATE OF account_id, role, decision, body, sha256, time ON signature
    BEGIN SELECT RAISE(ABORT, 'a signature stands'); END;
CREATE TRIGGER IF NOT EXISTS answer_is_final BEFORE UPDATE ON answer BEGIN SELECT RAISE(ABORT, 'an answer stands'); END;
CREATE TRIGGER IF NOT EXISTS answer_is_kept BEFORE DELETE ON answer BEGIN SELECT RAISE(ABORT, 'an answer stands'); END;
