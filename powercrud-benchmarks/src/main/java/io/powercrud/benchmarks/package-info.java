/** Comparisons of whole jobs with their peers, on a PostgreSQL with its default durability. */
@NullMarked
package io.powercrud.benchmarks;

import org.jspecify.annotations.NullMarked;
