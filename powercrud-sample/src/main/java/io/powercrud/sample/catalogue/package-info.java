/**
 * The library's catalogue: its books, authors, genres and profiles, and what keeps them in order.
 */
@NullMarked
package io.powercrud.sample.catalogue;

import org.jspecify.annotations.NullMarked;
