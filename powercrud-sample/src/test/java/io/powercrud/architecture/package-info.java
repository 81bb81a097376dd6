/** The rules that the structure of the code keeps, over all modules. */
@NullMarked
package io.powercrud.architecture;

import org.jspecify.annotations.NullMarked;
