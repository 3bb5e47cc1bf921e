/* Read the straight walls of a plan from its JSON text into arrays: detection/plan/plain_walls.py.
 *
 * It reads what nearly all large plans hold, and nothing else: a list "walls" of the object on top, in which each
 * wall is {"type": "line", "start": [x, y], "end": [x, y]}, perhaps with "is_load_bearing". Of all other texts it says
 * so, and leaves them to a decoder of all JSON, which also checks what is around the list.
 */
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { NUMBERS = 5, LONGEST_NUMBER = 64, EXACT_POWER = 22 };
#define EXACT_INTEGER ((uint64_t)1 << 53) /* all integers up to here are numbers of 64 bits */

/* Powers of ten that are numbers of 64 bits, exactly. */
static const double POWERS[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                               1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

typedef struct {
    const char *at, *end;
} cursor;

static void skip_space(cursor *text)
{
    while (text->at < text->end &&
           (*text->at == ' ' || *text->at == '\n' || *text->at == '\r' || *text->at == '\t'))
        text->at++;
}

/* Whether a character comes next, after which the text goes on. */
static int take(cursor *text, char wanted)
{
    skip_space(text);
    if (text->at == text->end || *text->at != wanted)
        return 0;
    text->at++;
    return 1;
}

static int take_word(cursor *text, const char *word, size_t length)
{
    if ((size_t)(text->end - text->at) < length || memcmp(text->at, word, length) != 0)
        return 0;
    text->at += length;
    return 1;
}

/* Go past a string. */
static int skip_string(cursor *text)
{
    if (!take(text, '"'))
        return 0;
    for (; text->at < text->end && *text->at != '"'; text->at++)
        if (*text->at == '\\' && ++text->at == text->end)
            return 0;
    return take(text, '"');
}

/* Go past any value, to the comma or bracket behind it. */
static int skip_value(cursor *text)
{
    for (int64_t depth = 0; text->at < text->end; text->at++) {
        char next = *text->at;
        if (next == '"') {
            if (!skip_string(text))
                return 0;
            text->at--;
        } else if (depth == 0 && (next == ',' || next == '}' || next == ']')) {
            return 1;
        } else if (next == '[' || next == '{') {
            depth++;
        } else if (next == ']' || next == '}') {
            depth--;
        }
    }
    return 0;
}

static int is_digit(const cursor *text) { return text->at < text->end && *text->at >= '0' && *text->at <= '9'; }

/* The digits that come next, as an integer; `exact` is cleared where it grows too large for that. */
static int64_t take_digits(cursor *text, uint64_t *integer, int *exact)
{
    int64_t count = 0;
    for (; is_digit(text); text->at++, count++) {
        if (*integer > EXACT_INTEGER / 10 - 1)
            *exact = 0;
        if (*exact)
            *integer = 10 * *integer + (uint64_t)(*text->at - '0');
    }
    return count;
}

/* A number of JSON. With at most 15 digits or so and a small power of ten, one multiplication or division of two
 * exact numbers gives the nearest one (Clinger, How to Read Floating Point Numbers Accurately, PLDI 1990). */
static int take_number(cursor *text, double *number)
{
    skip_space(text);
    const char *first = text->at;
    int negative = take_word(text, "-", 1), exact = 1;
    uint64_t integer = 0;
    int64_t power = 0, fraction = 0;
    const char *leading = text->at;
    int64_t whole = take_digits(text, &integer, &exact);
    if (whole == 0 || (whole > 1 && *leading == '0'))
        return 0;
    if (take_word(text, ".", 1)) {
        fraction = take_digits(text, &integer, &exact);
        if (fraction == 0)
            return 0;
    }
    int is_integer = fraction == 0;
    if (text->at < text->end && (*text->at == 'e' || *text->at == 'E')) {
        uint64_t given = 0;
        int small = 1;
        text->at++;
        int below = take_word(text, "-", 1);
        if (!below)
            take_word(text, "+", 1);
        if (take_digits(text, &given, &small) == 0)
            return 0;
        exact = exact && small && given <= EXACT_POWER;
        power = exact ? (int64_t)given * (below ? -1 : 1) : 0;
        is_integer = 0;
    }
    power -= fraction;
    if (exact && power >= -EXACT_POWER && power <= EXACT_POWER) {
        double size = power < 0 ? (double)integer / POWERS[-power] : (double)integer * POWERS[power];
        *number = negative && !(is_integer && integer == 0) ? -size : size; /* the integer -0 is 0 */
        return 1;
    }
    char copy[LONGEST_NUMBER];
    size_t length = (size_t)(text->at - first);
    if (length >= sizeof copy)
        return 0;
    memcpy(copy, first, length);
    copy[length] = '\0';
    char *end;
    *number = strtod(copy, &end);
    return *end == '\0'; /* a locale may have another decimal point */
}

static int take_coordinate(cursor *text, double bound, double *coordinate)
{
    return take_number(text, coordinate) && -bound <= *coordinate && *coordinate <= bound;
}

static int take_point(cursor *text, double bound, double *point)
{
    return take(text, '[') && take_coordinate(text, bound, &point[0]) && take(text, ',') &&
           take_coordinate(text, bound, &point[1]) && take(text, ']');
}

enum { TYPE = 1, START = 2, END = 4, BEARING = 8 };

/* One member of a wall; `had` are those that came before it. */
static int take_member(cursor *text, double bound, double *piece, uint8_t *bearing, int *had)
{
    int member = 0;
    if (!take(text, '"'))
        return 0;
    if (take_word(text, "type\"", 5))
        member = TYPE;
    else if (take_word(text, "start\"", 6))
        member = START;
    else if (take_word(text, "end\"", 4))
        member = END;
    else if (take_word(text, "is_load_bearing\"", 16))
        member = BEARING;
    if (member == 0 || (*had & member) || !take(text, ':'))
        return 0;
    *had |= member;
    if (member == START || member == END)
        return take_point(text, bound, piece + (member == END ? 2 : 0));
    skip_space(text);
    if (member == TYPE)
        return take_word(text, "\"line\"", 6);
    *bearing = (uint8_t)take_word(text, "true", 4);
    return *bearing || take_word(text, "false", 5);
}

static int take_wall(cursor *text, double bound, double *piece, uint8_t *bearing)
{
    int had = 0;
    *bearing = 0;
    piece[NUMBERS - 1] = 0; /* the bulge */
    if (!take(text, '{'))
        return 0;
    do {
        if (!take_member(text, bound, piece, bearing, &had))
            return 0;
    } while (take(text, ','));
    return take(text, '}') && (had & ~BEARING) == (TYPE | START | END);
}

/* Go to the value of the member "walls" of the object on top. */
static int find_walls(cursor *text)
{
    if (!take(text, '{'))
        return 0;
    do {
        skip_space(text);
        int found = take_word(text, "\"walls\"", 7);
        if ((!found && !skip_string(text)) || !take(text, ':'))
            return 0;
        skip_space(text);
        if (found)
            return 1;
        if (!skip_value(text))
            return 0;
    } while (take(text, ','));
    return 0;
}

/* How many walls there may be at most: one begins with a brace. */
static int64_t count_braces(cursor text)
{
    int64_t count = 0;
    while (text.at < text.end && (text.at = memchr(text.at, '{', (size_t)(text.end - text.at))) != NULL) {
        text.at++;
        count++;
    }
    return count;
}

int kernel_plain_walls(const char *text, int64_t length, double bound, kernel_output *output)
{
    cursor rest = {text, text + length};
    int64_t *span = output_take(output, 2, sizeof *span), count = 0;
    if (span == NULL)
        return KERNEL_NO_MEMORY;
    span[0] = span[1] = -1;
    if (!find_walls(&rest))
        return KERNEL_DONE;
    int64_t most = count_braces(rest), first = rest.at - text;
    double *pieces = output_take(output, NUMBERS * most, sizeof *pieces);
    uint8_t *bearing = output_take(output, most, sizeof *bearing);
    if (pieces == NULL || bearing == NULL)
        return KERNEL_NO_MEMORY;
    int is_plain = take(&rest, '[');
    do {
        is_plain = is_plain && count < most && take_wall(&rest, bound, pieces + NUMBERS * count, bearing + count);
        count += is_plain;
    } while (is_plain && take(&rest, ','));
    if (is_plain && take(&rest, ']')) {
        span[0] = first;
        span[1] = rest.at - text;
    }
    output_shorten(output, 1, NUMBERS * count, sizeof *pieces);
    output_shorten(output, 2, count, sizeof *bearing);
    return KERNEL_DONE;
}
