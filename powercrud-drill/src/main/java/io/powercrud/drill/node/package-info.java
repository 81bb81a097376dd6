/** One node of the drill: an application that has the starter, and does as the drill tells it. */
@NullMarked
package io.powercrud.drill.node;

import org.jspecify.annotations.NullMarked;
