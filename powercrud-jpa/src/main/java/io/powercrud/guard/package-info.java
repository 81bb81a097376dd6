/** The guard: what Hibernate writes is checked against reservations before it is committed. */
@NullMarked
package io.powercrud.guard;

import org.jspecify.annotations.NullMarked;
