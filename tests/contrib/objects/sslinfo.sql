CREATE VIEW me AS SELECT ssl_is_used() AS yes, ssl_client_dn_field('CN') AS cn;
