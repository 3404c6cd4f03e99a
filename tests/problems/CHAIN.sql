DROP TRIGGER entries_update;
UPDATE entries SET payload = replace(payload, '"100"', '"900"') WHERE seq = 1;
