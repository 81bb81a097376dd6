/**
 * Fresh databases for tests, on every database that PowerCRUD supports; shared with the modules
 * above through this module's test jar.
 */
@NullMarked
package io.powercrud.database;

import org.jspecify.annotations.NullMarked;
