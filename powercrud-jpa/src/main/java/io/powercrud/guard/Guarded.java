package io.powercrud.guard;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an entity whose records are guarded though it is no declared resource: an update or a
 * deletion of a record that another task holds fails before it is committed.
 *
 * <p>An inheritance tree is guarded as a whole, whichever of its classes is marked. Give guarded
 * entities a {@link jakarta.persistence.Version}: it alone tells that a task changed the record and
 * ended between the reading of it and the writing.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Guarded {}
