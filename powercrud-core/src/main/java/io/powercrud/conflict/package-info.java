/** Reservations: which task is changing which record. */
@NullMarked
package io.powercrud.conflict;

import org.jspecify.annotations.NullMarked;
