/* Close small gaps in passes of growing reach: `close_gaps` of detection/graph/gaps.py, which says why. */
#include <string.h>

#include "gaps.h"

/* As in gaps.py, in multiples of the clearance. */
static const double PASSES[] = {0.006, 0.015, 0.035, 0.075};
#define OVERSHOOT 0.1
#define OVERSHOOT_REACH 0.02
#define OVERSHOOTING 0.8
#define OVERSHOOTING_REACH 0.006
#define SEAM 0.02

/* A drawing whose gaps are being closed. */
typedef struct {
    kernel_arrangement *arrangement;
    double_list every; /* the segments drawn, and those added */
    int_list continues;
    int64_t drawn;
    double tolerance, clearance;
    const double *thickness; /* (drawn,) */
    kernel_beat beat;
    kernel_output noded; /* the graph of all segments */
    kernel_graph graph;  /* ... */
    int has_repeats; /* the same wall is drawn twice somewhere */
    arena latest; /* the dangles of the last pass that closed any */
} closing;

/* The dangles of the drawing as it is; what else this takes goes with the pass. */
static int find_loose_ends(arena *pass, arena *memory, const closing *all, kernel_dangles *found,
                           found_dangles *columns)
{
    int64_t count = all->every.count / 4;
    uint8_t *is_drawn;
    TAKE(pass, is_drawn, count);
    memset(is_drawn, 1, (size_t)all->drawn);
    TRY(find_dangles(memory, &all->graph, all->noded.data[2], all->noded.data[3],
                     all->noded.bytes[2] / (int64_t)sizeof(int64_t), all->every.items, is_drawn, all->thickness,
                     columns));
    *found = dangles_of(columns);
    return KERNEL_DONE;
}

static int go_on(const closing *all) { return all->beat != NULL && all->beat() != 0 ? KERNEL_STOPPED : KERNEL_DONE; }

static int lay_out(closing *all)
{
    kernel_release(&all->noded);
    TRY(kernel_arrange(all->arrangement, all->every.items, all->every.count / 4, all->tolerance, all->beat,
                       &all->noded));
    kernel_graph graph = {all->noded.data[0], all->noded.data[1], all->noded.bytes[0] / (int64_t)(2 * sizeof(double)),
                          all->noded.bytes[1] / (int64_t)(2 * sizeof(int64_t))};
    all->graph = graph;
    return KERNEL_DONE;
}

static int overshoots(const kernel_dangles *dangles, int64_t k, double clearance)
{
    return dangles->sticks_out[k] && dangles->reach_back[k] < OVERSHOOT * clearance;
}

/* The dangles that do not overshoot. */
static int leave_out_overshoots(arena *memory, const kernel_dangles *dangles, double clearance, found_dangles *kept)
{
    TRY(take_dangles(memory, dangles->count, kept));
    for (int64_t k = 0; k < dangles->count; k++) {
        if (overshoots(dangles, k, clearance))
            continue;
        int64_t to = kept->count++;
        memcpy(kept->points + 2 * to, dangles->points + 2 * k, 2 * sizeof(double));
        memcpy(kept->directions + 2 * to, dangles->directions + 2 * k, 2 * sizeof(double));
        memcpy(kept->junctions + 2 * to, dangles->junctions + 2 * k, 2 * sizeof(double));
        kept->reach_back[to] = dangles->reach_back[k];
        kept->segments[to] = dangles->segments[k];
        kept->vertices[to] = dangles->vertices[k];
        kept->thickness[to] = dangles->thickness[k];
        kept->sticks_out[to] = dangles->sticks_out[k];
    }
    return KERNEL_DONE;
}

static int add_legs(arena *memory, closing *all, const gap_legs *legs, const kernel_dangles *dangles)
{
    for (int64_t k = 0; k < legs->ends.count; k++)
        TRY(add_double(memory, &all->every, legs->ends.items[k]));
    for (int64_t k = 0; k < legs->dangles.count; k++)
        TRY(add_int(memory, &all->continues, dangles->segments[legs->dangles.items[k]]));
    return lay_out(all);
}

/* One pass; the memory is that of the pass. Returns through `closed` whether anything was. */
static int close_within(arena *memory, arena *pass, closing *all, const kernel_dangles *dangles, double share,
                        double overshoot_reach, int *closed)
{
    gap_legs legs = {0};
    found_dangles kept;
    kernel_dangles loose = *dangles;
    if (share > overshoot_reach) {
        TRY(leave_out_overshoots(pass, dangles, all->clearance, &kept));
        loose = dangles_of(&kept);
    }
    TRY(go_on(all));
    TRY(choose_legs(pass, all->every.items, all->every.count / 4, &loose, share * all->clearance, all->clearance,
                    &legs));
    *closed = legs.dangles.count > 0;
    TRY(go_on(all));
    return *closed ? add_legs(memory, all, &legs, &loose) : KERNEL_DONE;
}

/* One pass, and the dangles that it leaves, in the place of those before it. */
static int pass_once(arena *memory, arena *pass, closing *all, kernel_dangles *dangles, double share,
                     double overshoot_reach, found_dangles *columns)
{
    int closed;
    TRY(close_within(memory, pass, all, dangles, share, overshoot_reach, &closed));
    if (!closed)
        return KERNEL_DONE;
    arena_free(&all->latest);
    return find_loose_ends(pass, &all->latest, all, dangles, columns);
}

static int close_seams(arena *memory, arena *pass, closing *all, const kernel_dangles *first, found_dangles *columns)
{
    gap_legs seams = {0};
    kernel_dangles left;
    TRY(go_on(all));
    TRY(choose_seams(pass, first, &all->graph, all->every.items + 4 * all->drawn, all->every.count / 4 - all->drawn,
                     SEAM * all->clearance, &seams));
    if (seams.dangles.count == 0)
        return KERNEL_DONE;
    TRY(add_legs(memory, all, &seams, first));
    arena_free(&all->latest);
    return find_loose_ends(pass, &all->latest, all, &left, columns);
}

/* In passes, in whose memory nothing stays. */
static int close_all(arena *memory, closing *all, found_dangles *columns)
{
    kernel_dangles first, dangles;
    arena pass = {0};
    TRY(lay_out(all));
    int status = find_loose_ends(&pass, memory, all, &first, columns);
    arena_free(&pass);
    TRY(status);
    dangles = first;
    int_list repeated = {0};
    TRY(find_repeats(memory, &first, all->every.items, all->clearance, &repeated));
    all->has_repeats = repeated.count > 0;
    if (all->has_repeats)
        return KERNEL_DONE;
    int64_t overshooting = 0;
    for (int64_t k = 0; k < first.count; k++)
        overshooting += overshoots(&first, k, all->clearance);
    double reach =
        (double)overshooting > OVERSHOOTING * (double)first.count ? OVERSHOOTING_REACH : OVERSHOOT_REACH;
    for (size_t number = 0; number < sizeof PASSES / sizeof *PASSES && dangles.count > 0; number++) {
        status = pass_once(memory, &pass, all, &dangles, PASSES[number], reach, columns);
        arena_free(&pass);
        TRY(status);
    }
    status = close_seams(memory, &pass, all, &first, columns);
    arena_free(&pass);
    return status;
}

static int close_gaps(arena *memory, const double *ends, closing *all, kernel_output *output, kernel_output *free_ends)
{
    found_dangles columns;
    TAKE(memory, all->every.items, 4 * all->drawn);
    all->every.count = all->every.room = 4 * all->drawn;
    if (all->drawn > 0)
        memcpy(all->every.items, ends, (size_t)(4 * all->drawn) * sizeof *ends);
    TRY(close_all(memory, all, &columns));
    TRY(output_add(output, all->every.items + 4 * all->drawn, all->every.count - 4 * all->drawn, sizeof *ends));
    TRY(output_add(output, all->continues.items, all->continues.count, sizeof(int64_t)));
    for (int64_t k = 0; k < all->noded.count; k++) { /* handed on */
        output->data[output->count] = all->noded.data[k];
        output->bytes[output->count++] = all->noded.bytes[k];
    }
    all->noded.count = 0;
    int64_t has_repeats = all->has_repeats;
    TRY(output_add(output, &has_repeats, 1, sizeof has_repeats));
    return add_dangles(&columns, free_ends);
}

int kernel_close_gaps(kernel_arrangement *arrangement, const double *ends, int64_t count, const double *thickness,
                      double tolerance, double clearance, kernel_beat beat, kernel_output *free_ends,
                      kernel_output *output)
{
    arena memory = {0};
    closing all = {.arrangement = arrangement,
                   .drawn = count,
                   .tolerance = tolerance,
                   .clearance = clearance,
                   .thickness = thickness,
                   .beat = beat};
    int status = close_gaps(&memory, ends, &all, output, free_ends);
    kernel_release(&all.noded);
    arena_free(&all.latest);
    arena_free(&memory);
    return status;
}
