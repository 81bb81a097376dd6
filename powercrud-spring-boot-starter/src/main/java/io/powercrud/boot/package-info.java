/** Auto-configuration: the one place that wires the parts together. */
@NullMarked
package io.powercrud.boot;

import org.jspecify.annotations.NullMarked;
