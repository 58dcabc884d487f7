# language: es
# Generado con «interop translate» a partir de features/integration/character_sets.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-1 @RAD-5 @RAD-8 @CHARSET
Característica: Un nombre es el mismo nombre en todas las pantallas
  Los nombres de Guinea Ecuatorial y de sus vecinos tienen ñ, ö, œ, ɔ y dos apellidos.
  Un nombre que llega roto es otro paciente para quien lo busca.

  Regla: Sea cual sea el nombre, la lista, la imagen y el archivo muestran las letras registradas

    @FIELD-05 @MESA-141 @TC-CHR-001 @shall @positive
    Esquema del escenario: El nombre "<paciente>" es el mismo en cada sistema
      Dado que la ficha de paciente "<paciente>" consta en admisión
      Y la exploración "Radiografía de tórax" de paciente "<paciente>" está programada en el equipo "DX_1"
      Cuando el técnico realiza la exploración "Radiografía de tórax" de paciente "<paciente>" en el equipo "DX_1"
      Entonces la entrada de la lista de trabajo elegida para la exploración "Radiografía de tórax" de paciente "<paciente>" muestra la identidad tal como se registró
      Y el radiólogo encuentra la exploración "Radiografía de tórax" de paciente "<paciente>" con el nombre "<paciente>"

      Ejemplos: Nombres de aquí
        | paciente                             |
        | Prueba Inés Nguema Ñengono           |
        | Rebeca Bötúkku Prueba                |
        | Zenón Prueba d'Ambô                  |
        | Dra. Ana Nsue Prueba                 |
        | Mokoprueba                           |
        | Fictive Zoé M’Bouémé                 |
        | Essai Mvɔɔ Ɛkang                     |
        | María Auxilia Ficticia de los Santos |

      Ejemplos: Nombres de lejos
        | paciente           |
        | Taro Yamada Prueba |

  Regla: Lo que un mensaje declara es como se lee

    @FIELD-05 @TC-CHR-002 @shall @positive
    Esquema del escenario: Un registro escrito en <codificación> llega con sus acentos
      Cuando admisión registra la ficha de paciente "<paciente>" con la codificación "<codificación>"
      Y el servicio solicitante pide la exploración "Radiografía de tórax" para la ficha de paciente "<paciente>"
      Entonces la entrada de la lista de trabajo de la exploración "Radiografía de tórax" de paciente "<paciente>" muestra la identidad tal como se registró

      Ejemplos:
        | codificación | paciente                    |
        | ASCII        | Ana Torres                  |
        | ISO 8859-1   | Prueba José María Obono Edú |
        | ISO 8859-15  | Essai Anaïs Lecœur-Mvondo   |
        | UTF-8        | Essai Mvɔɔ Ɛkang            |

    @FIELD-05 @TC-CHR-003 @shall @negative
    Escenario: Los acentos que el mensaje no declara no se convierten en otro nombre
      Cuando admisión registra al paciente "Prueba José María Obono Edú" con codificación latina pero declara UTF-8
      Y el servicio solicitante pide la exploración "Radiografía de tórax" para el paciente "Prueba José María Obono Edú"
      Entonces ninguna entrada de la lista de trabajo del paciente "Prueba José María Obono Edú" muestra un nombre erróneo como si fuera correcto

    @FIELD-06 @TC-CHR-004 @should @positive
    Escenario: Un equipo que solo lee letras latinas recibe una lista que puede leer
      Dado que la paciente "Prueba Inés Nguema Ñengono" consta en admisión
      Y la exploración "Radiografía de tórax" de la paciente "Prueba Inés Nguema Ñengono" está programada en el equipo "DX_1"
      Cuando el equipo "DX_1" consulta con codificación latina la lista de trabajo de la paciente "Prueba Inés Nguema Ñengono"
      Entonces la respuesta declara su codificación y muestra la identidad de la paciente "Prueba Inés Nguema Ñengono" tal como se registró
