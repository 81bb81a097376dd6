/** The drill: what it does to the nodes of a cluster, and what it checks afterwards. */
@NullMarked
package io.powercrud.drill;

import org.jspecify.annotations.NullMarked;
