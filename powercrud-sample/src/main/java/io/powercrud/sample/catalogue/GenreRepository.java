package io.powercrud.sample.catalogue;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The genres. */
public interface GenreRepository extends JpaRepository<Genre, Long> {

  /** All of them by name. */
  List<Genre> findAllByOrderByName();
}
