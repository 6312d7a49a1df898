/*
 * What a plan changes, drawn: a box for each object, what it needs to its left.
 */
#include "render/diagram.h"

#include "render/difference.h"
#include "style.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_NODES = 80,
    MOST_LINES = 8,
    LINE = 18, /* pixels */
    CHARACTER = 8,
    MARGIN = 12,
    LAYER_GAP = 70,
    NODE_GAP = 18,
};

typedef struct node {
    const pgp_object *object;
    const char *label;
    char sign; /* ' ': not changed, but needed */
    const char **lines;
    size_t line_count, line_capacity, more;
    int layer; /* -1: being visited; 0: not known yet; else from 1 */
    int x, y, width, height;
    int pull, pulls; /* where what it needs stands, added up, and how many that are */
} node;

typedef struct drawing {
    pgp_arena *arena;
    node *nodes;
    size_t count, capacity;
    bool too_many;
} drawing;

/* -- what is drawn ------------------------------------------------------------------------------------------------- */

static node *find(const drawing *d, const pgp_object *object) {
    const char *label = pgp_object_label(d->arena, object);
    for (size_t i = 0; i < d->count; i++)
        if (d->nodes[i].object->kind == object->kind && strcmp(d->nodes[i].label, label) == 0)
            return &d->nodes[i];
    return NULL;
}

static node *find_or_add(drawing *d, const pgp_object *object) {
    node *found = find(d, object);
    if (found || d->count == MOST_NODES) {
        d->too_many |= !found;
        return found;
    }
    node fresh = {.object = object, .label = pgp_object_label(d->arena, object), .sign = ' '};
    PGP_PUSH(d->arena, d->nodes, d->count, d->capacity, fresh);
    return &d->nodes[d->count - 1];
}

static char sign_of(const pgp_change *change) {
    return change->action == PGP_CREATE ? '+' : change->action == PGP_DROP ? '-' : '~';
}

static void add_line(drawing *d, node *n, char sign, const char *what, const char *name) {
    if (n->line_count == MOST_LINES) {
        n->more++;
        return;
    }
    const char *line =
        pgp_printf(d->arena, "%c %s %s", sign, cli_kind_words(d->arena, what), pgp_plain(d->arena, name));
    PGP_PUSH(d->arena, n->lines, n->line_count, n->line_capacity, line);
}

static bool is_in_both(const pgp_change *change) {
    return change->live && change->desired;
}

/* A part of the object, unless it is only made again as it was. */
static void add_part(drawing *d, node *n, const pgp_change *change) {
    const pgp_object *part = pgp_change_object(change);
    size_t count = 1;
    if (is_in_both(change))
        cli_property_differences(d->arena, change, &count);
    if (count)
        add_line(d, n, sign_of(change), part->kind->name, part->name);
}

/* What is another in the object itself. */
static void add_properties(drawing *d, node *n, const pgp_change *change) {
    size_t count;
    const cli_property_difference *properties = cli_property_differences(d->arena, change, &count);
    for (size_t i = 0; i < count; i++)
        add_line(d, n, '~', properties[i].name, "");
}

static void add_change(drawing *d, const pgp_change *change) {
    const pgp_object *object = pgp_change_object(change);
    node *n = find_or_add(d, pgp_object_top(object));
    if (!n)
        return;
    if (change->desired) /* its needs are those of afterwards */
        n->object = pgp_object_top(change->desired);
    if (!object->parent)
        n->sign = sign_of(change);
    else if (n->sign == ' ')
        n->sign = '~';
    if (n->sign != '~') /* a new or dropped object comes and goes with its parts */
        return;
    if (object->parent)
        add_part(d, n, change);
    else if (is_in_both(change))
        add_properties(d, n, change);
}

/* -- needs --------------------------------------------------------------------------------------------------------- */

typedef void (*use_need)(drawing *d, const pgp_object *user, const pgp_object *needed);

static void own_needs_of(drawing *d, const pgp_object *user, const pgp_object *object, use_need use) {
    for (uint32_t i = 0; i < object->need_count; i++) {
        const pgp_object *needed = pgp_object_top(object->needs[i]);
        if (needed != user && !(needed->flags & PGP_OBJECT_MEMBER) && needed->schema)
            use(d, user, needed);
    }
}

static void each_need_of(drawing *d, const pgp_object *user, const pgp_object *object, use_need use) {
    own_needs_of(d, user, object, use);
    for (const pgp_object *child = object->children; child; child = child->sibling)
        each_need_of(d, user, child, use);
}

static void add_needed(drawing *d, const pgp_object *user, const pgp_object *needed) {
    (void)user;
    find_or_add(d, needed);
}

/* What is there is drawn for what changes, not for the rest of a table that a column leaves. */
static void add_needs_of(drawing *d, const pgp_change *change) {
    const pgp_object *object = change->desired;
    if (!object || change->because)
        return;
    if (change->live)
        own_needs_of(d, pgp_object_top(object), object, add_needed);
    else
        each_need_of(d, pgp_object_top(object), object, add_needed);
}

static void visit(drawing *d, node *n);

static void raise_layer(drawing *d, const pgp_object *user, const pgp_object *needed) {
    node *n = find(d, user), *other = find(d, needed);
    if (!other || other == n)
        return;
    visit(d, other);
    if (n && other->layer >= n->x) /* x holds the layer while it grows */
        n->x = other->layer + 1;
}

static void visit(drawing *d, node *n) {
    if (n->layer)
        return;
    n->layer = -1;
    n->x = 1;
    each_need_of(d, n->object, n->object, raise_layer);
    n->layer = n->x;
}

/* -- places -------------------------------------------------------------------------------------------------------- */

/* Characters, not bytes. */
static int width_of(const char *text) {
    int width = 0;
    for (; *text; text++)
        width += (*text & 0xC0) != 0x80;
    return width;
}

static void measure(node *n) {
    int widest = width_of(n->label) + width_of(n->object->kind->name) + 3;
    for (size_t i = 0; i < n->line_count; i++)
        if (width_of(n->lines[i]) > widest)
            widest = width_of(n->lines[i]);
    n->width = widest * CHARACTER + 2 * MARGIN;
    n->height = (int)(1 + n->line_count + (n->more > 0)) * LINE + MARGIN;
}

static void add_pull(drawing *d, const pgp_object *user, const pgp_object *needed) {
    node *n = find(d, user), *other = find(d, needed);
    if (n && other && other->layer < n->layer) {
        n->pull += other->y;
        n->pulls++;
    }
}

/* By where what they need stands, so that fewer lines cross; else as they come. */
static int by_pull(const void *a, const void *b) {
    const node *x = *(const node *const *)a, *y = *(const node *const *)b;
    int left = x->pulls ? x->pull / x->pulls : 0, right = y->pulls ? y->pull / y->pulls : 0;
    return left != right ? (left < right ? -1 : 1) : x < y ? -1 : x > y;
}

static size_t layer_of(drawing *d, int layer, node *out[MOST_NODES]) {
    size_t count = 0;
    for (size_t i = 0; i < d->count; i++) {
        if (d->nodes[i].layer != layer)
            continue;
        out[count++] = &d->nodes[i];
        each_need_of(d, d->nodes[i].object, d->nodes[i].object, add_pull);
    }
    if (count)
        qsort(out, count, sizeof *out, by_pull);
    return count;
}

/* Layer after layer, each as wide as its widest box. */
static void place(drawing *d, int *width, int *height) {
    node *nodes[MOST_NODES];
    size_t left = d->count;
    int x = MARGIN;
    *height = 0;
    for (int layer = 1; left > 0; layer++) {
        int y = MARGIN, widest = 0;
        size_t count = layer_of(d, layer, nodes);
        for (size_t i = 0; i < count; i++) {
            nodes[i]->x = x;
            nodes[i]->y = y;
            y += nodes[i]->height + NODE_GAP;
            widest = nodes[i]->width > widest ? nodes[i]->width : widest;
        }
        left -= count;
        *height = y > *height ? y : *height;
        x += widest ? widest + LAYER_GAP : 0;
    }
    *width = x - LAYER_GAP + MARGIN;
}

/* -- SVG ----------------------------------------------------------------------------------------------------------- */

static const char *class_of(char sign) {
    return sign == '+' ? "add" : sign == '-' ? "drop" : sign == '~' ? "change" : "near";
}

static void add_box(pgp_text *out, const node *n) {
    int y = n->y + LINE;
    pgp_text_addf(out, "<g class=\"%s\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>",
                  class_of(n->sign), n->x, n->y, n->width, n->height);
    pgp_text_addf(out, "<text x=\"%d\" y=\"%d\"><tspan class=\"sign\">%c</tspan> <tspan class=\"kind\">",
                  n->x + MARGIN, y, n->sign);
    cli_add_xml(out, cli_kind_words(out->arena, n->object->kind->name));
    pgp_text_add(out, "</tspan> ");
    cli_add_xml(out, n->label);
    pgp_text_add(out, "</text>");
    for (size_t i = 0; i < n->line_count; i++) {
        y += LINE;
        pgp_text_addf(out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class_of(n->lines[i][0]), n->x + MARGIN,
                      y);
        cli_add_xml(out, n->lines[i]);
        pgp_text_add(out, "</text>");
    }
    if (n->more)
        pgp_text_addf(out, "<text x=\"%d\" y=\"%d\">… and %zu more</text>", n->x + MARGIN, y + LINE, n->more);
    pgp_text_add(out, "</g>\n");
}

static void add_edge(pgp_text *out, const node *from, const node *to) {
    int x1 = from->x, y1 = from->y + LINE, x2 = to->x + to->width, y2 = to->y + LINE;
    if (from->layer <= to->layer) /* a circle */
        x2 = to->x;
    int bend = LAYER_GAP / 2;
    pgp_text_addf(out, "<path class=\"edge\" d=\"M%d %dC%d %d %d %d %d %d\"/>\n", x1, y1, x1 - bend, y1,
                  x2 + (from->layer <= to->layer ? -bend : bend), y2, x2, y2);
}

typedef struct edges {
    pgp_text *out;
    const node *from;
    const node *drawn[MOST_NODES];
    size_t count;
} edges;

/* One line for all that an object's parts need of another. */
static void add_edges_of(edges *e, const drawing *d, const pgp_object *object) {
    for (uint32_t i = 0; i < object->need_count; i++) {
        const node *to = find(d, pgp_object_top(object->needs[i]));
        bool known = !to || to == e->from;
        for (size_t j = 0; j < e->count; j++)
            known |= e->drawn[j] == to;
        if (known)
            continue;
        e->drawn[e->count++] = to;
        add_edge(e->out, e->from, to);
    }
    for (const pgp_object *child = object->children; child; child = child->sibling)
        add_edges_of(e, d, child);
}

static void collect(drawing *d, const pgp_plan *plan) {
    for (size_t i = 0; i < plan->change_count; i++)
        add_change(d, plan->changes[i]);
    for (size_t i = 0; i < plan->change_count; i++)
        add_needs_of(d, plan->changes[i]);
    for (size_t i = 0; i < d->count; i++)
        visit(d, &d->nodes[i]);
    for (size_t i = 0; i < d->count; i++)
        measure(&d->nodes[i]);
}

void cli_render_svg(pgp_text *out, const pgp_plan *plan) {
    drawing d = {.arena = out->arena};
    int width, height;
    collect(&d, plan);
    if (!d.count)
        return;
    place(&d, &width, &height);
    pgp_text_addf(
        out,
        "<svg role=\"img\" aria-labelledby=\"picture\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
        " xmlns=\"http://www.w3.org/2000/svg\">\n<title id=\"picture\">What the plan changes, and what "
        "that needs%s</title>\n",
        width, height, width, height, d.too_many ? " (the first 80 objects)" : "");
    for (size_t i = 0; i < d.count; i++) {
        edges e = {.out = out, .from = &d.nodes[i]};
        add_edges_of(&e, &d, d.nodes[i].object);
    }
    for (size_t i = 0; i < d.count; i++)
        add_box(out, &d.nodes[i]);
    pgp_text_add(out, "</svg>\n");
}
