/* The steps of closing small gaps. */
#ifndef GAPS_H
#define GAPS_H

#include "directions.h"

/* Segments (count, 4), and the dangle that each starts from. */
typedef struct {
    double_list ends;
    int_list dangles;
} gap_legs;

/* Adds the legs that close gaps between segments, (count, 4), within the reach; as `chosen_legs`. */
int choose_legs(arena *memory, const double *ends, int64_t count, const kernel_dangles *dangles, double reach,
                double clearance, gap_legs *legs);

/* Adds what closes a way that legs, (leg_count, 4), have left between the first dangles; as `_seams`. */
int choose_seams(arena *memory, const kernel_dangles *first, const kernel_graph *graph, const double *legs,
                 int64_t leg_count, double reach, gap_legs *seams);

/* Lists the dangles beside which the same wall, drawn again, reaches farther; as `repeated_ends`. */
int find_repeats(arena *memory, const kernel_dangles *dangles, const double *ends, double clearance, int_list *repeated);

#endif
