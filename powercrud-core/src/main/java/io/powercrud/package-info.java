/**
 * The two identities that everything in PowerCRUD hangs on: the key of a task and the key of a
 * record.
 */
@NullMarked
package io.powercrud;

import org.jspecify.annotations.NullMarked;
