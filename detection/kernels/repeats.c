/* Ends of walls that are drawn again beside them: `repeated_ends` of detection/graph/dangles.py, which says why. */
#include "gaps.h"
#include "rays.h"
#include "vectors.h"

/* As in dangles.py, in multiples of the clearance. */
#define REPEAT_BESIDE 0.015
#define REPEAT_BEHIND 0.05
#define REPEAT_ALONG 0.1

/* Whether the wall of the dangle in front runs beside the one behind, and reaches farther, seen along both. */
static int repeats(const kernel_dangles *dangles, const double *ends, double clearance, int64_t behind, int64_t front)
{
    vector one = vector_at(dangles->directions + 2 * front), other = vector_at(dangles->directions + 2 * behind);
    vector way = {one.x + other.x, one.y + other.y}, place = vector_at(dangles->points + 2 * behind);
    double length = length_of(way);
    length = length > 1e-300 ? length : 1e-300;
    way.x = way.x / length;
    way.y = way.y / length;
    vector offset = minus(vector_at(dangles->points + 2 * front), place);
    const double *segment = ends + 4 * dangles->segments[front];
    double ahead = dot(offset, way), aside = cross(way, offset);
    double from = dot(minus(vector_at(segment), place), way), to = dot(minus(vector_at(segment + 2), place), way);
    if (!(dot(one, other) > STRAIGHT) ||
        !((from < to ? from : to) < -REPEAT_ALONG * clearance) ||
        dangles->segments[behind] == dangles->segments[front] || !(fabs(aside) <= REPEAT_BESIDE * clearance) ||
        !(ahead <= REPEAT_BEHIND * clearance))
        return 0;
    double farther = order_key(ahead, clearance);
    return farther > 0 || (farther == 0 && order_key(aside, clearance) > 0);
}

int find_repeats(arena *memory, const kernel_dangles *dangles, const double *ends, double clearance, int_list *repeated)
{
    kernel_index *index;
    if (dangles->count < 2)
        return KERNEL_DONE;
    TRY(index_points(memory, dangles->points, dangles->count, &index));
    int status = KERNEL_DONE;
    hit_list near = {0};
    double reach = hypot(REPEAT_BESIDE, REPEAT_BEHIND) * clearance;
    for (int64_t behind = 0; behind < dangles->count && status == KERNEL_DONE; behind++) {
        near.count = 0;
        status = index_around(memory, index, behind, dangles->points + 2 * behind, reach, &near);
        for (int64_t k = 0; k < near.count && status == KERNEL_DONE; k++) {
            int64_t front = near.items[k].segment;
            if (front != behind && repeats(dangles, ends, clearance, behind, front)) {
                status = add_int(memory, repeated, behind);
                break;
            }
        }
    }
    kernel_index_free(index);
    return status;
}

int kernel_repeated_ends(const kernel_dangles *dangles, const double *ends, double clearance, kernel_output *output)
{
    arena memory = {0};
    int_list repeated = {0};
    int status = find_repeats(&memory, dangles, ends, clearance, &repeated);
    if (status == KERNEL_DONE)
        status = output_add(output, repeated.items, repeated.count, sizeof(int64_t));
    arena_free(&memory);
    return status;
}
