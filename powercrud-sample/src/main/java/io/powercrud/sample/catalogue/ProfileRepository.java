package io.powercrud.sample.catalogue;

import org.springframework.data.jpa.repository.JpaRepository;

/** The profiles. */
interface ProfileRepository extends JpaRepository<Profile, Long> {

  /** Deletes the profile of this author, if there is one. */
  void deleteByAuthor(Author author);
}
