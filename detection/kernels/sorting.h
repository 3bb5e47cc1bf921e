/* A stable merge sort that the compiler can fit to its items. */
#ifndef SORTING_H
#define SORTING_H

#include <string.h>

#include "memory.h"

enum { SHORT_RUN = 12 }; /* items that are sorted by insertion */

/* Defines `int name(arena *, type *items, int64_t count)`; `before(a, b)` takes two pointers. */
#define DEFINE_SORT(name, type, before)                                                                                \
    static void name##_short(type *items, int64_t count)                                                               \
    {                                                                                                                  \
        for (int64_t k = 1; k < count; k++) {                                                                          \
            type item = items[k];                                                                                      \
            int64_t place = k;                                                                                         \
            for (; place > 0 && before(&item, &items[place - 1]); place--)                                             \
                items[place] = items[place - 1];                                                                       \
            items[place] = item;                                                                                       \
        }                                                                                                              \
    }                                                                                                                  \
    static int name(arena *memory, type *items, int64_t count)                                                         \
    {                                                                                                                  \
        for (int64_t first = 0; first < count; first += SHORT_RUN)                                                     \
            name##_short(items + first, count - first < SHORT_RUN ? count - first : SHORT_RUN);                        \
        if (count <= SHORT_RUN)                                                                                        \
            return KERNEL_DONE;                                                                                        \
        type *spare;                                                                                                   \
        TAKE(memory, spare, count);                                                                                    \
        type *from = items, *to = spare;                                                                               \
        for (int64_t run = SHORT_RUN; run < count; run *= 2) {                                                         \
            for (int64_t first = 0; first < count; first += 2 * run) {                                                 \
                int64_t middle = first + run < count ? first + run : count;                                            \
                int64_t end = first + 2 * run < count ? first + 2 * run : count;                                       \
                int64_t a = first, b = middle;                                                                         \
                for (int64_t k = first; k < end; k++)                                                                  \
                    to[k] = b >= end || (a < middle && !before(&from[b], &from[a])) ? from[a++] : from[b++];           \
            }                                                                                                          \
            type *swapped = from;                                                                                      \
            from = to;                                                                                                 \
            to = swapped;                                                                                              \
        }                                                                                                              \
        if (from != items)                                                                                             \
            memcpy(items, from, (size_t)count * sizeof *items);                                                        \
        return KERNEL_DONE;                                                                                            \
    }

#endif
