# language: es
# Generado con «interop translate» a partir de features/integration/reconciliation.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-12 @RAD-14 @PIR
Característica: Dos fichas de una persona se convierten en una, dondequiera que estén
  Con la mitad de los estudios previos en otro número, se conoce la mitad de la verdad.
  Una fusión que llega a un solo sistema, o a otra persona, se descubre cuando ya ha hecho daño.

  Regla: Después de una fusión todo está en la ficha conservada y nada en la otra

    @FIELD-04 @TC-MRG-001 @shall @positive
    Escenario: Fusión antes de la exploración
      Dado que la paciente "Prueba Inés Nchama Edú" consta en admisión
      Y la paciente "Prueba Ines Nchama Edu" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Prueba Ines Nchama Edu" está programada en el equipo "CT_ER1"
      Cuando admisión fusiona la ficha de la paciente "Prueba Ines Nchama Edu" con la ficha de la paciente "Prueba Inés Nchama Edú" y conserva esta última
      Entonces el número de entradas de la paciente "Prueba Inés Nchama Edú" en la lista de trabajo del equipo "CT_ER1" es 1
      Y el número de entradas con el identificador retirado de la paciente "Prueba Ines Nchama Edu" en la lista de trabajo del equipo "CT_ER1" es 0

    @TC-MRG-002 @shall @positive @needs.pacs.RAD-12
    Escenario: Fusión mientras el paciente está en el equipo
      Dado que la paciente "Elena Silva" consta en admisión
      Y la exploración "RM cerebral" de la paciente "Elena Obiang" está programada en el equipo "MR_1"
      Cuando el técnico inicia en el equipo "MR_1" la exploración "RM cerebral" de la paciente "Elena Obiang"
      Y admisión fusiona la ficha de la paciente "Elena Obiang" con la ficha de la paciente "Elena Silva" y conserva esta última
      Y el técnico adquiere 2 imágenes de la exploración "RM cerebral" de la paciente "Elena Obiang"
      Y el técnico termina la exploración "RM cerebral" de la paciente "Elena Obiang"
      Entonces todos los estudios de la paciente "Elena Obiang" y de la paciente "Elena Silva" aparecen en la ficha de la paciente "Elena Silva"

    @MESA-133 @MESA-104 @TC-MRG-003 @shall @positive @needs.pacs.RAD-12
    Escenario: Fusión después de la exploración
      Dado que la paciente "Elena Silva" consta en admisión
      Y la paciente "Elena Obiang" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Elena Silva" se ha realizado en el equipo "CT_ER1"
      Y la exploración "Radiografía de tórax" de la paciente "Elena Obiang" se ha realizado en el equipo "DX_1"
      Cuando admisión fusiona la ficha de la paciente "Elena Obiang" con la ficha de la paciente "Elena Silva" y conserva esta última
      Entonces todos los estudios de la paciente "Elena Obiang" y de la paciente "Elena Silva" aparecen en la ficha de la paciente "Elena Silva"
      Y las imágenes recuperadas de la exploración "Radiografía de tórax" de la paciente "Elena Obiang" llevan el nombre y el identificador de la paciente "Elena Silva"

    @TC-MRG-004 @shall @positive
    Escenario: Un informe firmado después de la fusión llega a la ficha conservada
      Dado que la paciente "Prueba Inés Nchama Edú" consta en admisión
      Y la paciente "Prueba Inés Edú Nchama" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Prueba Inés Edú Nchama" se ha realizado en el equipo "CT_ER1"
      Cuando admisión fusiona la ficha de la paciente "Prueba Inés Edú Nchama" con la ficha de la paciente "Prueba Inés Nchama Edú" y conserva esta última
      Y el radiólogo firma como "definitivo" el informe "Sin hallazgos." de la exploración "TC de tórax" de la paciente "Prueba Inés Edú Nchama"
      Entonces el informe de la exploración "TC de tórax" de la paciente "Prueba Inés Edú Nchama" llega a la ficha de la paciente "Prueba Inés Nchama Edú"

  Regla: Un paciente explorado antes de conocerse su nombre se encuentra después con él

    @MESA-103 @FIELD-19 @TC-PIR-001 @shall @positive @needs.pacs.RAD-12
    Escenario: Un nombre corregido después de la exploración
      Dado que la paciente "Elena Obiang" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Elena Obiang" se ha realizado en el equipo "CT_ER1"
      Cuando admisión corrige el nombre de la paciente "Elena Obiang" y escribe "Elena Silva"
      Entonces el radiólogo encuentra la exploración "TC de tórax" de la paciente "Elena Obiang" con el nombre "Elena Silva"
      Y las imágenes recuperadas de la exploración "TC de tórax" de la paciente "Elena Obiang" llevan el nombre corregido

    @RAD-4 @MESA-105 @TC-PIR-002 @shall @positive @needs.pacs.RAD-4
    Escenario: Exploración sin solicitud, solicitada después
      Dado que la ficha de paciente "Prueba 01 Desconocido" consta en admisión
      Y la exploración no programada "TC de cráneo sin contraste" de paciente "Prueba 01 Desconocido" se ha realizado en el equipo "CT_ER1"
      Cuando la secretaría de radiología registra a posteriori la solicitud de la exploración "TC de cráneo sin contraste" para la ficha de paciente "Prueba 01 Desconocido"
      Entonces el sistema "PACS" recibe aviso de que la exploración "TC de cráneo sin contraste" de paciente "Prueba 01 Desconocido" está prevista con el identificador del estudio realizado
      Y el número de entradas de paciente "Prueba 01 Desconocido" en la lista de trabajo del equipo "CT_ER1" es 0

    @MESA-101 @TC-PIR-003 @shall @positive @needs.pacs.RAD-12
    Escenario: Sin identificar en la puerta, con un primer nombre después, con identidad por la noche
      Dado que la ficha de paciente "Prueba 01 Desconocido" consta en admisión
      Y la exploración no programada "TC de cráneo sin contraste" de paciente "Prueba 01 Desconocido" se ha realizado en el equipo "CT_ER1"
      Y la paciente "Elena Obiang" consta en admisión
      Y la paciente "Elena Silva" consta en admisión
      Cuando admisión fusiona la ficha de paciente "Prueba 01 Desconocido" con la ficha de la paciente "Elena Obiang" y conserva esta última
      Y admisión fusiona la ficha de la paciente "Elena Obiang" con la ficha de la paciente "Elena Silva" y conserva esta última
      Entonces todos los estudios de paciente "Prueba 01 Desconocido" y de la paciente "Elena Silva" aparecen en la ficha de la paciente "Elena Silva"

  Regla: Un mismo número de dos hospitales son dos personas

    @FIELD-03 @TC-PIR-004 @shall @negative @needs.pacs.RAD-12
    Escenario: Un nombre corregido de uno de dos pacientes con el mismo número
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Y el paciente "Luis Mba" consta en admisión con el número de la paciente "Ana Torres" emitido por el hospital "BATA"
      Y la exploración no programada "Radiografía de tórax" del paciente "Luis Mba" se ha realizado en el equipo "DX_1"
      Cuando admisión corrige el nombre del paciente "Luis Mba" y escribe "Carlos Nve"
      Entonces el radiólogo encuentra la exploración "Radiografía de tórax" del paciente "Luis Mba" con el nombre "Carlos Nve"
      Y las imágenes recuperadas de la exploración "TC de tórax" de la paciente "Ana Torres" llevan el nombre y el identificador de la paciente "Ana Torres"

  Regla: Una fusión que no puede ser correcta se rechaza, y ambas fichas quedan como estaban

    @FIELD-04 @TC-MRG-005 @shall @negative
    Escenario: No se conoce la ficha que se quiere fusionar
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando admisión fusiona la ficha desconocida del paciente "Luis Mba" con la ficha de la paciente "Ana Torres" y conserva esta última
      Entonces el sistema "RIS" rechaza el mensaje con el motivo "paciente desconocido"

    @FIELD-03 @FIELD-04 @TC-MRG-006 @shall @negative
    Escenario: El mismo número de otro hospital es otra persona
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Y el paciente "Luis Mba" consta en admisión
      Cuando admisión fusiona con la ficha del paciente "Luis Mba" el número de la paciente "Ana Torres" emitido por el hospital "BATA"
      Entonces el sistema "RIS" rechaza el mensaje con el motivo "paciente desconocido"
      Y el radiólogo encuentra 1 estudio en la ficha de la paciente "Ana Torres"

    @FIELD-04 @TC-MRG-007 @shall @negative
    Escenario: Dos fichas se fusionan en círculo
      Dado que la paciente "Elena Silva" consta en admisión
      Y la paciente "Elena Obiang" consta en admisión
      Y admisión ha fusionado la ficha de la paciente "Elena Obiang" con la ficha de la paciente "Elena Silva" y conserva esta última
      Cuando admisión fusiona la ficha de la paciente "Elena Silva" con la ficha de la paciente "Elena Obiang" y conserva esta última
      Entonces el sistema "RIS" rechaza el mensaje con el motivo "paciente desconocido"
