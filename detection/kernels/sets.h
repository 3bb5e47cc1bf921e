/* Sets of items as trees, whose roots stand for them: Tarjan, Journal of the ACM 22 (1975). */
#ifndef SETS_H
#define SETS_H

#include <stdint.h>

static inline int64_t set_root(int64_t *above, int64_t item)
{
    while (above[item] != item) {
        above[item] = above[above[item]];
        item = above[item];
    }
    return item;
}

/* The smaller root stays, so that a root is the smallest of its set. Returns whether there were two sets. */
static inline uint8_t set_unite(int64_t *above, int64_t a, int64_t b)
{
    a = set_root(above, a);
    b = set_root(above, b);
    if (a < b)
        above[b] = a;
    else
        above[a] = b;
    return a != b;
}

#endif
