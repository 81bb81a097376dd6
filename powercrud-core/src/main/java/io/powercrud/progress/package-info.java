/** Progress: what a task says about itself while it runs. */
@NullMarked
package io.powercrud.progress;

import org.jspecify.annotations.NullMarked;
