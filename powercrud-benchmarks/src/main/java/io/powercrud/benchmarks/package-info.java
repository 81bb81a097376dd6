/** The measurements that docs/performance.md shows. */
@NullMarked
package io.powercrud.benchmarks;

import org.jspecify.annotations.NullMarked;
