"""What a server says of a database, in its own words: the oracle that the tests compare databases by.

facts(connection) returns {(kind, identity): text}. It uses pg_get_*def() and friends, which pgplumb itself mostly does not, so
that the two do not share mistakes. No OIDs, no positions of columns, nothing that no statement could change (attislocal).
"""
import itertools
import re

# An inherited NOT NULL has its parent's name or one after its own table: that tells how they came together and counts as the same (docs/LIMITS.md).
CONSTRAINT_NAME = """(SELECT CASE WHEN k.contype = 'n' AND k.coninhcount > 0 AND (k.conname = concat_ws('_', t.relname, a.attname, 'not_null') OR EXISTS
          (SELECT FROM pg_inherits h JOIN pg_constraint p ON p.conrelid = h.inhparent AND p.contype = 'n' AND p.conname = k.conname
           WHERE h.inhrelid = k.conrelid)) THEN a.attname || ' is not null' ELSE quote_ident(k.conname) END
        FROM (SELECT) AS one LEFT JOIN pg_class t ON t.oid = k.conrelid LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1])"""
SCHEMA_PUBLIC = 2200  # when it is initdb's; compared with the other schemas
USER = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"

# Of the pg_proc row p.
AGGREGATE = """(SELECT concat_ws('|', p.proparallel, pg_get_function_arguments(p.oid), a.aggkind, a.aggnumdirectargs, a.aggtransfn::regproc, a.aggtranstype::regtype,
    a.aggtransspace, a.aggfinalfn::regproc, a.aggfinalextra, a.aggfinalmodify, a.aggcombinefn::regproc, a.aggserialfn::regproc, a.aggdeserialfn::regproc,
    coalesce(quote_literal(a.agginitval), '-'), a.aggmtransfn::regproc, a.aggminvtransfn::regproc, a.aggmtranstype::regtype, a.aggmtransspace,
    a.aggmfinalfn::regproc, a.aggmfinalextra, a.aggmfinalmodify, coalesce(quote_literal(a.aggminitval), '-'), a.aggsortop::regoperator)
    FROM pg_aggregate a WHERE a.aggfnoid = p.oid)"""


def not_member(catalog, oid):
    return f"NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '{catalog}'::regclass AND e.objid = {oid} AND e.deptype = 'e')"


def comment(oid, catalog, sub='0'):
    return f"(SELECT description FROM pg_description WHERE objoid = {oid} AND classoid = '{catalog}'::regclass AND objsubid = {sub})"


def rights(acl, kind, owner):
    return (f"(SELECT string_agg(item, ' ' ORDER BY item) FROM (SELECT format('%s:%s%s', coalesce(g.rolname, 'PUBLIC'), a.privilege_type,"
            f" CASE WHEN a.is_grantable THEN '*' END) FROM aclexplode(coalesce({acl}, acldefault({kind}, {owner}))) a"
            " LEFT JOIN pg_roles g ON g.oid = a.grantee) AS x (item))")


def queries(version):
    compression = "a.attcompression::text" if version >= 14 else "''"
    enforced = 'k.conenforced' if version >= 18 else 'true'
    relation_rights = rights('c.relacl', "(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::\"char\"", 'c.relowner')
    yield 'schema', f"""SELECT n.nspname, concat_ws('|', n.nspowner::regrole, {rights('n.nspacl', "'n'", 'n.nspowner')}, {comment('n.oid', 'pg_namespace')})
        FROM pg_namespace n WHERE {USER} AND {not_member('pg_namespace', 'n.oid')}"""
    yield 'extension', f"SELECT e.extname, concat_ws('|', e.extversion, e.extnamespace::regnamespace, {comment('e.oid', 'pg_extension')}) FROM pg_extension e"
    yield 'relation', f"""SELECT c.oid::regclass::text, concat_ws('|', c.relkind, c.relpersistence, c.relowner::regrole, {relation_rights},
        c.relrowsecurity, c.relforcerowsecurity, c.relreplident, (SELECT string_agg(o, ',' ORDER BY o) FROM unnest(c.reloptions) o),
        (SELECT string_agg(o, ',' ORDER BY o) FROM pg_class t, unnest(t.reloptions) o WHERE t.oid = c.reltoastrelid),
        c.reloftype::regtype, pg_get_expr(c.relpartbound, c.oid), CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END,
        (SELECT string_agg(i.inhparent::regclass::text, ',' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid),
        CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END, {comment('c.oid', 'pg_class')})
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {USER} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND {not_member('pg_class', 'c.oid')}"""
    yield 'column', f"""SELECT c.oid::regclass::text || '.' || quote_ident(a.attname), concat_ws('|', format_type(a.atttypid, a.atttypmod), a.attnotnull,
        pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated, a.attcollation::regcollation, CASE WHEN c.relkind <> 'v' THEN a.attstorage END,
        {compression}, nullif(a.attstattarget, -1), a.attoptions, {rights('a.attacl', "'c'", '10')},
        {comment('c.oid', 'pg_class', 'a.attnum')})
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE {USER} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND a.attnum > 0 AND NOT a.attisdropped AND {not_member('pg_class', 'c.oid')}"""
    yield 'constraint', f"""SELECT concat(k.conrelid::regclass, k.contypid::regtype, '.', {CONSTRAINT_NAME}), concat_ws('|', k.contype,
        pg_get_constraintdef(k.oid), k.convalidated, {enforced}, k.condeferrable, k.condeferred, {comment('k.oid', 'pg_constraint')})
        FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
        WHERE {USER} AND k.contype <> 't' AND NOT (k.contype = 'f' AND k.conparentid <> 0)"""
    yield 'index', f"""SELECT i.indexrelid::regclass::text, concat_ws('|', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisclustered, i.indisreplident,
        (SELECT h.inhparent::regclass FROM pg_inherits h WHERE h.inhrelid = i.indexrelid), {comment('i.indexrelid', 'pg_class')})
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {USER} AND {not_member('pg_class', 'i.indrelid')}"""
    yield 'sequence', f"""SELECT s.seqrelid::regclass::text, concat_ws('|', s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmax, s.seqmin, s.seqcache, s.seqcycle,
        (SELECT d.deptype::text || d.refobjid::regclass::text || '.' || a.attname FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
         WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0))
        FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {USER}"""
    yield 'function', f"""SELECT p.oid::regprocedure::text, concat_ws('|', p.prokind, p.proowner::regrole, {rights('p.proacl', "'f'", 'p.proowner')},
        CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) ELSE {AGGREGATE} END, {comment('p.oid', 'pg_proc')})
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {USER} AND {not_member('pg_proc', 'p.oid')}
        AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'i')"""
    yield 'trigger', f"""SELECT t.tgrelid::regclass || '.' || quote_ident(t.tgname), concat_ws('|', pg_get_triggerdef(t.oid), t.tgenabled, {comment('t.oid', 'pg_trigger')})
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {USER} AND NOT t.tgisinternal"""
    yield 'rule', f"""SELECT r.ev_class::regclass || '.' || quote_ident(r.rulename), concat_ws('|', pg_get_ruledef(r.oid), r.ev_enabled, {comment('r.oid', 'pg_rewrite')})
        FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {USER} AND r.rulename <> '_RETURN' AND {not_member('pg_class', 'c.oid')}"""
    yield 'policy', f"""SELECT p.polrelid::regclass || '.' || quote_ident(p.polname), concat_ws('|', p.polcmd, p.polpermissive,
        (SELECT string_agg(r::regrole::text, ',' ORDER BY r::regrole::text) FROM unnest(p.polroles) r),
        pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), {comment('p.oid', 'pg_policy')}) FROM pg_policy p"""
    yield 'type', f"""SELECT t.oid::regtype::text, concat_ws('|', t.typtype, t.typowner::regrole, {rights('t.typacl', "'T'", 't.typowner')},
        (SELECT string_agg(quote_literal(e.enumlabel), ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
        CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) END, t.typnotnull, coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault), t.typcollation::regcollation,
        CASE WHEN t.typtype IN ('b', 'p') THEN concat_ws(',', t.typisdefined, t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin, t.typmodout, t.typanalyze,
          t.typsubscript, t.typlen, t.typbyval, t.typalign, t.typstorage, t.typcategory, t.typispreferred, t.typdelim, t.typelem::regtype) END,
        (SELECT concat_ws(',', r.rngsubtype::regtype, r.rngcanonical, r.rngsubdiff, r.rngmultitypid::regtype) FROM pg_range r WHERE r.rngtypid = t.oid),
        {comment('t.oid', 'pg_type')})
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
        WHERE {USER} AND (t.typtype IN ('e', 'd', 'r', 'c') OR t.typtype IN ('b', 'p') AND t.typcategory <> 'A') AND coalesce(c.relkind, 'c') = 'c' AND {not_member('pg_type', 't.oid')}"""
    locale = "c.collcollate" if version < 15 else "c.colliculocale" if version < 17 else "c.colllocale"
    rules = "''" if version < 16 else "c.collicurules"
    yield 'collation', f"""SELECT c.oid::regcollation::text, concat_ws('|', c.collprovider, c.collisdeterministic, c.collcollate, c.collctype, {locale}, {rules},
        c.collowner::regrole, {comment('c.oid', 'pg_collation')}) FROM pg_collation c WHERE c.oid >= 16384 AND {not_member('pg_collation', 'c.oid')}"""
    yield 'conversion', f"""SELECT c.connamespace::regnamespace || '.' || c.conname, concat_ws('|', c.conforencoding, c.contoencoding, c.conproc::regprocedure,
        c.condefault, c.conowner::regrole, {comment('c.oid', 'pg_conversion')}) FROM pg_conversion c WHERE c.oid >= 16384"""
    yield 'cast', f"""SELECT format('%s AS %s', c.castsource::regtype, c.casttarget::regtype), concat_ws('|', c.castmethod, c.castcontext, c.castfunc::regprocedure,
        {comment('c.oid', 'pg_cast')}) FROM pg_cast c WHERE c.oid >= 16384 AND {not_member('pg_cast', 'c.oid')}"""
    yield 'operator', f"""SELECT o.oid::regoperator::text, concat_ws('|', o.oprcode::regprocedure, o.oprcom::regoperator, o.oprnegate::regoperator, o.oprrest, o.oprjoin,
        o.oprcanhash, o.oprcanmerge, o.oprresult::regtype, o.oprowner::regrole, {comment('o.oid', 'pg_operator')})
        FROM pg_operator o WHERE o.oid >= 16384 AND {not_member('pg_operator', 'o.oid')}"""
    family = "f.opfnamespace::regnamespace || '.' || f.opfname || ' ' || am.amname"
    families = "pg_opfamily f JOIN pg_am am ON am.oid = f.opfmethod"
    yield 'operator family', f"""SELECT {family}, concat_ws('|', f.opfowner::regrole, {comment('f.oid', 'pg_opfamily')})
        FROM {families} WHERE f.oid >= 16384 AND {not_member('pg_opfamily', 'f.oid')}"""
    hangs_on = """(SELECT string_agg(concat(d.deptype, c.opcname), ',' ORDER BY c.opcname) FROM pg_depend d
        JOIN pg_opclass c ON c.oid = d.refobjid
        WHERE d.objid = m.oid AND d.classid = m.tableoid AND d.refclassid = 'pg_opclass'::regclass)"""
    yield 'family operator', f"""SELECT {family} || concat_ws(' ', '', m.amopstrategy, m.amoplefttype::regtype, m.amoprighttype::regtype),
        concat_ws('|', m.amopopr::regoperator, m.amoppurpose, (SELECT s.opfname FROM pg_opfamily s WHERE s.oid = m.amopsortfamily), {hangs_on})
        FROM pg_amop m JOIN {families} ON f.oid = m.amopfamily WHERE m.oid >= 16384 AND {not_member('pg_opfamily', 'f.oid')}"""
    yield 'family function', f"""SELECT {family} || concat_ws(' ', '', m.amprocnum, m.amproclefttype::regtype, m.amprocrighttype::regtype),
        concat_ws('|', m.amproc::regprocedure, {hangs_on})
        FROM pg_amproc m JOIN {families} ON f.oid = m.amprocfamily WHERE m.oid >= 16384 AND {not_member('pg_opfamily', 'f.oid')}"""
    yield 'operator class', f"""SELECT c.opcnamespace::regnamespace || '.' || c.opcname || ' ' || am.amname, concat_ws('|', c.opcintype::regtype, c.opcdefault,
        c.opckeytype::regtype, f.opfnamespace::regnamespace, f.opfname, c.opcowner::regrole, {comment('c.oid', 'pg_opclass')})
        FROM pg_opclass c JOIN pg_am am ON am.oid = c.opcmethod JOIN pg_opfamily f ON f.oid = c.opcfamily
        WHERE c.oid >= 16384 AND {not_member('pg_opclass', 'c.oid')}"""
    yield 'statistics', f"""SELECT s.stxnamespace::regnamespace || '.' || s.stxname, concat_ws('|', s.stxrelid::regclass, s.stxkind::text,
        (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys)),
        (pg_get_statisticsobjdef_expressions(s.oid))::text, coalesce(s.stxstattarget, -1),
        s.stxowner::regrole, {comment('s.oid', 'pg_statistic_ext')}) FROM pg_statistic_ext s WHERE s.oid >= 16384"""
    yield 'text search parser', f"""SELECT p.prsnamespace::regnamespace || '.' || p.prsname, concat_ws('|', p.prsstart, p.prstoken, p.prsend, p.prsheadline, p.prslextype,
        {comment('p.oid', 'pg_ts_parser')}) FROM pg_ts_parser p WHERE p.oid >= 16384 AND {not_member('pg_ts_parser', 'p.oid')}"""
    yield 'text search template', f"""SELECT t.tmplnamespace::regnamespace || '.' || t.tmplname, concat_ws('|', t.tmplinit, t.tmpllexize,
        {comment('t.oid', 'pg_ts_template')}) FROM pg_ts_template t WHERE t.oid >= 16384 AND {not_member('pg_ts_template', 't.oid')}"""
    yield 'text search dictionary', f"""SELECT d.oid::regdictionary::text, concat_ws('|', t.tmplnamespace::regnamespace, t.tmplname, d.dictinitoption, d.dictowner::regrole,
        {comment('d.oid', 'pg_ts_dict')}) FROM pg_ts_dict d JOIN pg_ts_template t ON t.oid = d.dicttemplate
        WHERE d.oid >= 16384 AND {not_member('pg_ts_dict', 'd.oid')}"""
    yield 'text search configuration', f"""SELECT c.oid::regconfig::text, concat_ws('|', p.prsnamespace::regnamespace, p.prsname, c.cfgowner::regrole,
        (SELECT string_agg(concat_ws(' ', m.maptokentype, m.mapseqno, m.mapdict::regdictionary), ',' ORDER BY m.maptokentype, m.mapseqno)
         FROM pg_ts_config_map m WHERE m.mapcfg = c.oid), {comment('c.oid', 'pg_ts_config')})
        FROM pg_ts_config c JOIN pg_ts_parser p ON p.oid = c.cfgparser WHERE c.oid >= 16384 AND {not_member('pg_ts_config', 'c.oid')}"""
    yield 'default privileges', """SELECT concat_ws(':', d.defaclrole::regrole, nullif(d.defaclnamespace, 0)::regnamespace, d.defaclobjtype),
        (SELECT string_agg(format('%s:%s%s', coalesce(g.rolname, 'PUBLIC'), a.privilege_type, CASE WHEN a.is_grantable THEN '*' END), ' '
         ORDER BY g.rolname, a.privilege_type) FROM aclexplode(d.defaclacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee) FROM pg_default_acl d"""


def database_queries(version):
    """Objects in no schema, and what is said of foreign data and replication."""
    yield 'language', f"""SELECT l.lanname, concat_ws('|', l.lanowner::regrole, {rights('l.lanacl', "'l'", 'l.lanowner')}, l.lanpltrusted,
        l.lanplcallfoid::regproc, l.laninline::regproc, l.lanvalidator::regproc, {comment('l.oid', 'pg_language')})
        FROM pg_language l WHERE l.lanispl AND {not_member('pg_language', 'l.oid')}"""
    yield 'access method', f"""SELECT a.amname, concat_ws('|', a.amtype, a.amhandler, {comment('a.oid', 'pg_am')}) FROM pg_am a
        WHERE {not_member('pg_am', 'a.oid')}"""
    yield 'transform', f"""SELECT concat(t.trftype::regtype, ' ', l.lanname), concat_ws('|', t.trffromsql::regprocedure, t.trftosql::regprocedure,
        {comment('t.oid', 'pg_transform')}) FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
        WHERE {not_member('pg_transform', 't.oid')}"""
    yield 'event trigger', f"""SELECT t.evtname, concat_ws('|', t.evtowner::regrole, t.evtevent, t.evttags, t.evtfoid::regproc, t.evtenabled,
        {comment('t.oid', 'pg_event_trigger')}) FROM pg_event_trigger t WHERE {not_member('pg_event_trigger', 't.oid')}"""
    yield 'wrapper', f"""SELECT w.fdwname, concat_ws('|', w.fdwowner::regrole, {rights('w.fdwacl', "'F'", 'w.fdwowner')}, w.fdwhandler::regproc,
        w.fdwvalidator::regproc, w.fdwoptions, {comment('w.oid', 'pg_foreign_data_wrapper')}) FROM pg_foreign_data_wrapper w
        WHERE {not_member('pg_foreign_data_wrapper', 'w.oid')}"""
    yield 'server', f"""SELECT s.srvname, concat_ws('|', s.srvowner::regrole, {rights('s.srvacl', "'S'", 's.srvowner')}, w.fdwname,
        coalesce(s.srvtype, '-'), coalesce(s.srvversion, '-'), s.srvoptions, {comment('s.oid', 'pg_foreign_server')})
        FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw"""
    yield 'user mapping', "SELECT concat(srvname, '.', usename), umoptions::text FROM pg_user_mappings"
    yield 'foreign table', """SELECT t.ftrelid::regclass::text, concat_ws('|', s.srvname, t.ftoptions) FROM pg_foreign_table t
        JOIN pg_foreign_server s ON s.oid = t.ftserver"""
    yield 'foreign column', """SELECT concat(a.attrelid::regclass, '.', a.attname), a.attfdwoptions::text FROM pg_attribute a
        WHERE a.attfdwoptions IS NOT NULL AND NOT a.attisdropped"""
    generated = 'p.pubgencols' if version >= 18 else 'NULL'
    yield 'publication', f"""SELECT p.pubname, concat_ws('|', p.pubowner::regrole, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate,
        p.pubviaroot, {generated}, {comment('p.oid', 'pg_publication')}) FROM pg_publication p"""
    detail = ("concat_ws('|', pg_get_expr(r.prqual, r.prrelid), (SELECT string_agg(a.attname, ',' ORDER BY a.attname)"
              " FROM pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)))") if version >= 15 else "''"
    yield 'published table', f"""SELECT concat(p.pubname, ' ', r.prrelid::regclass), {detail}
        FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid"""
    if version >= 15:
        yield 'published schema', """SELECT concat(p.pubname, ' ', s.pnnspid::regnamespace), '' FROM pg_publication_namespace s
            JOIN pg_publication p ON p.oid = s.pnpubid"""
    newer = [f's.{name}, ' for since, name in ((15, 'subtwophasestate'), (15, 'subdisableonerr'), (16, 'subpasswordrequired'),
                                               (16, 'subrunasowner'), (16, 'suborigin'), (17, 'subfailover')) if version >= since]
    yield 'subscription', f"""SELECT s.subname, concat_ws('|', s.subowner::regrole, s.subenabled, coalesce(s.subslotname, '-'), s.subsynccommit,
        s.subbinary, s.substream, (SELECT string_agg(p, ',' ORDER BY p) FROM unnest(s.subpublications) p), {''.join(newer)}
        {comment('s.oid', 'pg_subscription')}) FROM pg_subscription s
        WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())"""
    catalogs = (('pg_class', 'relacl', 'relowner', "(CASE t.relkind WHEN 'S' THEN 's' ELSE 'r' END)::\"char\""), ('pg_proc', 'proacl', 'proowner', "'f'"),
                ('pg_type', 'typacl', 'typowner', "'T'"), ('pg_namespace', 'nspacl', 'nspowner', "'n'"), ('pg_language', 'lanacl', 'lanowner', "'l'"))
    of_system = ' UNION ALL '.join(
        f"SELECT '{name}'::regclass AS class, t.oid, 0 AS sub, {rights('t.' + acl, kind, 't.' + owner)} AS rights,"
        f" {rights('NULL', kind, 't.' + owner)} AS unsaid FROM {name} t WHERE t.oid < 16384 AND t.{acl} IS NOT NULL"
        for name, acl, owner, kind in catalogs)
    yield 'right on the system', f"""SELECT pg_describe_object(class, oid, sub), rights FROM ({of_system} UNION ALL
        SELECT 'pg_class'::regclass, a.attrelid, a.attnum, {rights('a.attacl', "'c'", '10')}, NULL FROM pg_attribute a
        WHERE a.attrelid < 16384 AND a.attacl IS NOT NULL) s
        WHERE rights IS DISTINCT FROM unsaid AND NOT (class = 'pg_namespace'::regclass AND oid = {SCHEMA_PUBLIC})"""
    yield 'security label', """SELECT concat(objtype, ' ', objname, ' ', provider), label FROM pg_seclabels
        WHERE objtype NOT IN ('database', 'role', 'tablespace')"""


def in_any_order(definition):
    """Extended statistics are printed with their columns in the order of the table's."""
    return re.sub(r' ON (.*) FROM ', lambda on: f" ON {', '.join(sorted(on.group(1).split(', ')))} FROM ", definition)


def facts(connection):
    cursor = connection.cursor()
    cursor.execute("SET search_path = ''")
    result = {}
    version = connection.server_version // 10000
    for kind, sql in itertools.chain(queries(version), database_queries(version)):
        cursor.execute(sql)
        for identity, text in cursor.fetchall():
            result[kind, identity] = in_any_order(text) if kind == 'statistics' else text
    return result


def differences(found, wanted):
    for key in sorted(set(found) | set(wanted)):
        if found.get(key) != wanted.get(key):
            yield f'{key[0]} {key[1]}\n      is     {found.get(key)}\n      wanted {wanted.get(key)}'
