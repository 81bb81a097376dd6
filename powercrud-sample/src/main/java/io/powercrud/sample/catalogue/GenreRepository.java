package io.powercrud.sample.catalogue;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;

/** The genres. */
public interface GenreRepository extends JpaRepository<Genre, Long> {

  /** The one with this id, which nobody else can change before the transaction ends. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<Genre> findAndLockById(long id);

  /** All of them by name. */
  List<Genre> findAllByOrderByName();
}
