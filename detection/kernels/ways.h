/* What lies ahead of dangles, and the ways that lead on from them: detection/closing/ways.py. */
#ifndef WAYS_H
#define WAYS_H

#include "directions.h"
#include "grid.h"
#include "rays.h"
#include "vectors.h"

/* As in ways.py, in multiples of the clearance where they are lengths. */
#define ASIDE 0.03
#define CONE 0.06
#define BENT 0.499 /* sine of an angle */

/* What is nearest ahead of one dangle. */
typedef struct {
    double distance, aside, cosine;
    vector point;
    int64_t vertex;
} sight;

/* The vertices that have edges, in an index. */
typedef struct {
    kernel_index *index;
    int64_t *numbers; /* of the vertices in the index */
} used_vertices;

int list_used(arena *memory, const kernel_graph *graph, used_vertices *used);

/* What is nearest ahead of one dangle; as `_look_ahead`. The list is used again for each. */
int look_ahead(arena *memory, kernel_index *index, const kernel_graph *graph, const used_vertices *used,
               const double *point, const double *direction, double thickness, double reach, double clearance,
               hit_list *hits, sight *seen);

/* Whether keys, the first of which weighs most, are lower than others. */
int are_lower(const double *keys, const double *others, int count);

/* Ways on from dangles; as `Ways`. */
typedef struct {
    int_list dangle, other, vertex;
    double_list segment, corner, direction, aside, cosine; /* (k, 4), (k, 2), (k, 2), (k,), (k,) */
    int_list mutual, sideways;
} way_list;

typedef struct {
    int64_t dangle, other, vertex;
    vector from, to, corner, direction;
    double aside, cosine;
    int mutual, sideways;
} one_way;

/* The drawing in which ways are looked for, and what is known of it. */
typedef struct {
    const kernel_graph *graph;
    const kernel_dangles *dangles;
    kernel_index *index;
    used_vertices used;
    directions leaving;
    int64_t *dangle_at; /* (v,): the dangle at each vertex, or -1 */
    uint8_t *paired;    /* (t,): dangles that lead nowhere but ahead */
    double clearance;
    kernel_beat beat;
    int64_t looks; /* since the progress callback was called */
    way_list found;
} search;

/* To be called with each look: it stops the search when the progress callback says so. */
int count_look(search *all);

int add_way(arena *memory, way_list *list, one_way added);

/* How much longer, more sticking out and thicker the first of two dangles is, in multiples of the clearance. */
double how_much_longer(const search *all, int64_t one, int64_t other);
double how_much_more_sticking_out(const search *all, int64_t one, int64_t other);
double how_much_thicker(const search *all, int64_t one, int64_t other);

/* Sign of the first difference that rounding cannot have made; as `_first_difference`. */
int first_difference(const double *differences, int count);

/* As `ways_around`. The dangles in the list, which are `open`, are in the index of their own. */
int find_ways_around(arena *memory, search *all, kernel_index *listed, const int64_t *open, int64_t count,
                     double reach);

/* As `ways_around_to_corners`. */
int find_ways_to_corners(arena *memory, search *all, kernel_index *listed, const int64_t *open, int64_t count,
                         double reach);

#endif
