#include "kinds/kinds.h"

#include <string.h>

/* In the order in which catalogs are read: what others refer to comes first. */
const pgp_kind *const pgp_kinds[] = {
    &pgp_kind_schema,
    &pgp_kind_extension,
    &pgp_kind_collation,
    &pgp_kind_base_type,
    &pgp_kind_enum,
    &pgp_kind_domain,
    &pgp_kind_composite,
    &pgp_kind_range,
    &pgp_kind_table,
    &pgp_kind_view,
    &pgp_kind_materialized_view,
    &pgp_kind_column,
    &pgp_kind_sequence,
    &pgp_kind_function,
    &pgp_kind_procedure,
    &pgp_kind_aggregate,
    &pgp_kind_conversion,
    &pgp_kind_cast,
    &pgp_kind_operator,
    &pgp_kind_operator_family,
    &pgp_kind_operator_class,
    &pgp_kind_text_search_parser,
    &pgp_kind_text_search_template,
    &pgp_kind_text_search_dictionary,
    &pgp_kind_text_search_configuration,
    &pgp_kind_constraint,
    &pgp_kind_index,
    &pgp_kind_statistics,
    &pgp_kind_trigger,
    &pgp_kind_rule,
    &pgp_kind_policy,
    &pgp_kind_language,
    &pgp_kind_access_method,
    &pgp_kind_transform,
    &pgp_kind_wrapper,
    &pgp_kind_server,
    &pgp_kind_user_mapping,
    &pgp_kind_event_trigger,
    &pgp_kind_publication,
    &pgp_kind_publication_table,
    &pgp_kind_publication_schema,
    &pgp_kind_subscription,
    &pgp_kind_default_privileges,
    &pgp_kind_system_privileges,
    &pgp_kind_owner,
    &pgp_kind_privileges,
    &pgp_kind_comment,
    &pgp_kind_security_label,
    NULL,
};

const pgp_kind *pgp_kind_named(const char *name) {
    for (const pgp_kind *const *kind = pgp_kinds; *kind; kind++)
        if (strcmp((*kind)->name, name) == 0)
            return *kind;
    return NULL;
}
