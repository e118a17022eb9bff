"""What months are called: in English, in Arabic from Egypt to the Gulf, and in Arabic from Syria to Iraq."""

from collections.abc import Mapping

MONTHS: Mapping[int, str] = {
    1: "January يناير كانون الثاني",
    2: "February فبراير شباط",
    3: "March مارس آذار",
    4: "April أبريل إبريل نيسان",
    5: "May مايو أيار",
    6: "June يونيو حزيران",
    7: "July يوليو تموز",
    8: "August أغسطس آب",
    9: "September سبتمبر أيلول",
    10: "October أكتوبر تشرين الأول",
    11: "November نوفمبر تشرين الثاني",
    12: "December ديسمبر كانون الأول",
}
