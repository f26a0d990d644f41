#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dyad/config/document.hpp"
#include "dyad/config/problem.hpp"

namespace dyad::config {

// Collects what is wrong with one document while it is read.
class Findings {
 public:
  explicit Findings(const Document& document) : document_(document) {}

  // At the value of the pointer.
  void add(std::string_view pointer, std::string found, std::string expected,
           std::string suggestion = "");
  // The same, unless it has been said of this pointer before.
  void add_once(std::string_view pointer, std::string found, std::string expected,
                std::string suggestion = "");
  // At the member's name.
  void add_at_name(std::string_view pointer, std::string found, std::string expected,
                   std::string suggestion = "");
  // A member that the format does not know.
  void add_unknown(std::string_view pointer, std::string found, std::string expected,
                   std::string suggestion);

  bool none() const { return problems_.empty() && document_.defects.empty(); }
  // How many readers have found.
  std::size_t count() const { return problems_.size(); }
  const Problems& unknown_members() const { return unknown_; }
  // All of them and the document's defects, in the order of the file.
  void append_to(Problems& problems) const;

 private:
  Problem problem_at(Document::Place place, std::string_view pointer, std::string found,
                     std::string expected, std::string suggestion) const;

  const Document& document_;
  Problems problems_;
  Problems unknown_;
};

}  // namespace dyad::config
