#include "dyad/cli/text_table.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace dyad::cli {
namespace {

std::string printed(const TextTable& table) {
  std::ostringstream out;
  table.print(out, "  ");
  return out.str();
}

TEST(TextTable, AlignsByWhatIsSeenAndNotByBytes) {
  TextTable table;
  table.column("name");
  table.column("n", TextTable::Align::right);
  table.column("last");
  table.row({"Mäuschen", "7", "x"});
  table.row({"Maus", "1000", "yz"});
  EXPECT_EQ(printed(table),
            "  name         n  last\n"
            "  Mäuschen     7  x\n"
            "  Maus      1000  yz\n");
}

TEST(TextTable, LeavesOutColumnsWithoutText) {
  TextTable table;
  for (const char* title : {"first", "empty", "last"}) table.column(title);
  table.row({"", "", "a"});
  table.row({"b", "", ""});
  EXPECT_EQ(printed(table), "  first  last\n         a\n  b\n");
}

}  // namespace
}  // namespace dyad::cli
