/* Memory that is given back all at once, and lists that grow in it. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "kernels.h"

typedef struct arena_block arena_block;
typedef struct {
    arena_block *last;
} arena;

/* Room for count items, cleared; NULL when there is none. */
void *arena_take(arena *memory, int64_t count, size_t size);
/* Makes the room that was taken for some items, or NULL for none yet, larger or smaller. The items stay, though
 * perhaps elsewhere; what is new is not cleared. NULL when there is none. */
void *arena_resize(arena *memory, void *items, int64_t count, size_t size);
void arena_free(arena *memory);

#define TAKE(memory, variable, count)                                                                                  \
    do {                                                                                                               \
        (variable) = arena_take((memory), (count), sizeof *(variable));                                                \
        if ((variable) == NULL)                                                                                        \
            return KERNEL_NO_MEMORY;                                                                                   \
    } while (0)

#define RESIZE(memory, variable, count)                                                                                \
    do {                                                                                                               \
        void *resized_ = arena_resize((memory), (variable), (count), sizeof *(variable));                              \
        if (resized_ == NULL)                                                                                          \
            return KERNEL_NO_MEMORY;                                                                                   \
        (variable) = resized_;                                                                                         \
    } while (0)

#define TRY(call)                                                                                                      \
    do {                                                                                                               \
        int status_ = (call);                                                                                          \
        if (status_ != KERNEL_DONE)                                                                                    \
            return status_;                                                                                            \
    } while (0)

typedef struct {
    int64_t *items;
    int64_t count;
    int64_t room;
} int_list;

typedef struct {
    double *items;
    int64_t count;
    int64_t room;
} double_list;

int add_int(arena *memory, int_list *list, int64_t item);
int add_double(arena *memory, double_list *list, double item);

/* Room for the next array of the output, not cleared; NULL when there is none. */
void *output_take(kernel_output *output, int64_t count, size_t size);

/* Leaves only so many items of an array of the output, which may move. */
void output_shorten(kernel_output *output, int64_t number, int64_t count, size_t size);

/* Copies items to the output. */
int output_add(kernel_output *output, const void *items, int64_t count, size_t size);

#endif
